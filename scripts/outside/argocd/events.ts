/** Characters of one event; an Application with thousands of objects has a few million. */
const LARGEST = 10 * 1024 * 1024;

/** Puts the data of server-sent events together from pieces of text that end anywhere (WHATWG HTML, section 9.2.6). */
export interface EventReader {
  /** The events that are complete with this piece. Throws where one is larger than anything we ask for. */
  read(piece: string): string[];
}

export const makeEventReader = (): EventReader => {
  let rest = '';
  let data: string[] = [];
  let size = 0;
  const take = (line: string): string | undefined => {
    if (line === '') {
      const event = data.length === 0 ? undefined : data.join('\n');
      data = [];
      size = 0;
      return event;
    }
    const field = /^data:? ?(.*)$/s.exec(line)?.[1];
    if (field !== undefined) data.push(field);
    size += line.length;
    return undefined;
  };
  return {
    read: (piece) => {
      const lines = (rest + piece).split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? '';
      const events = lines.map(take).filter((event) => event !== undefined);
      if (size + rest.length > LARGEST) throw new RangeError('one event is longer than 10 MiB');
      return events;
    },
  };
};
