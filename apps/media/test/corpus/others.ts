import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { notTaken, type Case } from './case.js';
import { scene } from './pictures.js';

const words = (text: string): Buffer => Buffer.from(text, 'latin1');

/** What is no file of ours at all, whatever it was called. */
export async function otherCases(): Promise<Case[]> {
  return [
    {
      what: 'an svg',
      bytes: words('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
      verdict: { reason: 'file_type' },
    },
    {
      what: 'an svg with an xml head',
      bytes: words('<?xml version="1.0"?><!DOCTYPE svg SYSTEM "file:///etc/passwd"><svg/>'),
      verdict: { reason: 'file_type' },
    },
    {
      what: 'a page',
      bytes: words('<!doctype html><script>alert(1)</script>'),
      verdict: notTaken('unknown'),
    },
    { what: 'a tiff', bytes: await (await scene()).tiff().toBuffer(), verdict: notTaken('image/tiff') },
    {
      what: 'a bitmap',
      bytes: Buffer.concat([words('BM'), Buffer.alloc(60)]),
      verdict: notTaken('image/bmp'),
    },
    { what: 'a pdf', bytes: words('%PDF-1.7\n1 0 obj\n'), verdict: notTaken('application/pdf') },
    {
      what: 'an archive',
      bytes: Buffer.concat([words('PK\x03\x04'), Buffer.alloc(60)]),
      verdict: { reason: 'file_type' },
    },
    { what: 'something packed', bytes: gzipSync('x'), verdict: notTaken('application/gzip') },
    {
      what: 'a program',
      bytes: Buffer.concat([words('\x7fELF\x02\x01\x01'), Buffer.alloc(60)]),
      verdict: { reason: 'file_type' },
    },
    {
      what: 'a playlist',
      bytes: words('#EXTM3U\n#EXTINF:1,\n/etc/passwd\n'),
      verdict: { reason: 'file_type' },
    },
    {
      what: 'a list of files to join',
      bytes: words("ffconcat version 1.0\nfile '/etc/passwd'\n"),
      verdict: notTaken('unknown'),
    },
    {
      what: 'a drawing script',
      bytes: words("push graphic-context\nimage over 0,0 0,0 'https://127.0.0.1/x'\n"),
      verdict: notTaken('unknown'),
    },
    {
      what: 'noise',
      bytes: Buffer.concat([Buffer.of(1), randomBytes(500)]),
      verdict: { reason: 'file_type' },
    },
    { what: 'one byte', bytes: words('x'), verdict: notTaken('unknown') },
    { what: 'zeros', bytes: Buffer.alloc(1_000), verdict: { reason: 'file_type' } },
  ];
}
