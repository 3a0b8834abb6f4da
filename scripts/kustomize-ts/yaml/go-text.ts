const HALVES = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** A text as Go holds it: half of a surrogate pair is no character there. */
export const wellFormed = (value: string): string => value.replace(HALVES, '\ufffd');

const UNSAFE = /[<>&\u2028\u2029]/g;

/** A text as Go's encoding/json writes it. JSON.stringify escapes everything else that Go escapes, in the same way. */
export const goQuoted = (value: string): string => JSON.stringify(wellFormed(value)).replace(UNSAFE, escaped);

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
