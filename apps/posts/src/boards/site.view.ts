/** The site as JSON, in SQL. */
export const SITE_JSON = `(SELECT json_build_object(
  'version', site.version, 'name', site.name, 'about', site.about, 'contact', site.contact) FROM site)`;
