import type { Tongue } from './tongue.ts';

/** What is talked about in English. */
export const ENGLISH: Tongue = {
  topics: [
    {
      subject: 'What is in your cup?',
      openings: [
        'Kettle is on. Tell me what you drink this evening and why.',
        'I bought a tin of something called "harbour blend". It smells of rope. I love it.',
      ],
      thoughts: [
        'Shou pu-erh, third steep. It only gets better from here.',
        'Instant coffee, and I will not be ashamed of it.',
        'Water at 80 degrees, not boiling. It was the **only** thing I ever did wrong with green tea.',
        'My grandmother put a pinch of salt in. She was right.',
        'Try it cold the next morning, straight from the fridge.',
        'Bought the same tin. It is fine with milk, which says it all.',
        'A thermos keeps it bitter for six hours.',
      ],
      scenes: ['tea'],
    },
    {
      subject: 'Evening walks',
      openings: [
        'Post what you saw on the way home. No filters, just where you were and what the light did.',
        'The last bus was gone, so I walked. Eleven kilometres along the ridge, and not one car.',
      ],
      thoughts: [
        'I know that bench. Somebody carved two primes into it.',
        'We have no hills here, only weather.',
        'The fog came up the valley faster than I could walk down.',
        'Ten minutes before the rain, and I had left the umbrella on the train. *Again.*',
        'Take a torch next time. The path behind the allotments has lost its railing.',
        'Nothing beats the hour when the lamps are on and the sky is not dark yet.',
        'Where is this? It looks like the north side, but the mast should be on the left.',
      ],
      scenes: ['dusk', 'night', 'sea'],
    },
    {
      subject: 'What did you delete today?',
      openings: [
        'I begin: 1,400 lines of a "flexible" form builder that only ever built one form.\n\nThe one form is 60 lines now.',
        'Found a cron job that has been mailing a dead mailbox since 2017. It is quiet now.',
      ],
      thoughts: [
        'A cache. It was slower than the query: `SELECT 1 FROM users WHERE id = $1` takes **0.2 ms** here.',
        'An interface with one implementation, three times in one week.',
        'My own comment that said "temporary". It was older than the intern.',
        'Nothing, and I regret it.',
        '~~Half of the tests~~ two tests that tested the mock.',
        'A retry around a retry around a retry. The outage got shorter.',
        'The build is 40 seconds faster since, and nobody can tell me what the step was for.',
      ],
      scenes: [],
    },
    {
      subject: 'What tree is it?',
      openings: [
        'Found this leaf on the way to work. It was the only tree of its kind in the street.',
        'The council wants to fell it, so at least I should know its name.',
      ],
      thoughts: [
        'Look at the bark in winter, leaves lie.',
        'Lime, I would say. Does the street stick to your shoes in June?',
        'Not a lime. The edge is wrong, see how it is cut.',
        'There is one behind the station, taller than the clock.',
        'Whatever it is, it is older than all of us together.',
        'Ask in the botanical garden on a Tuesday, they are bored on Tuesdays.',
      ],
      scenes: ['leaf'],
    },
    {
      subject: 'Small repairs',
      openings: [
        'Post what you mended instead of throwing it away. Mine: a radio, one capacitor, 12 cents.',
        'The zip of a jacket, after three videos and one plaster.',
      ],
      thoughts: [
        'The trick is beeswax. It is always beeswax.',
        'I opened it, looked inside, closed it, and it worked. I do not ask.',
        'You need the long screwdriver, the one everybody has lent to somebody.',
        'Mine lasted two days. What glue did you take?',
        'The new one has no screws at all. That should be forbidden.',
        'I keep a box of small springs, and today, after nine years, one fitted.',
      ],
      scenes: ['night'],
    },
  ],
  reactions: [
    'This.',
    'I had to read it twice, but yes.',
    'Are you sure? I remember it differently.',
    'Saved, thank you.',
    'Somebody had to say it.',
    'That made my evening.',
    'No. Just no.',
    'How long did it take you?',
    'I will try it at the weekend and report.',
    'Same here, and I thought I was the only one.',
  ],
  quoting: ['It is always that word.', 'Source?', 'Exactly this part.', 'Speak for yourself.', 'And then?'],
  secrets: [
    'the last page is missing in every copy',
    'it was the cat',
    'they knew all along',
    'the boat is called "Perhaps"',
  ],
  names: ['kettle', 'Anna', 'night shift', 'Old Tom', 'ferryman#harbour', 'Lena##ridge'],
};
