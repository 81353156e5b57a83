/** The integration's version; the build and the tests hold it against package.json. */
export const VERSION = '1.0.0';
