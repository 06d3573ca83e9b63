// What can go wrong, by name.

/**
 * What a fault says of itself; anything may be thrown.
 * @type {(fault: unknown) => string}
 */
export const messageOf = (fault) => (fault instanceof Error ? fault.message : String(fault));

/**
 * Its name for programs, where it has one.
 * @type {(fault: unknown) => string | undefined}
 */
export const codeOf = (fault) => (fault instanceof Refusal || fault instanceof NotAPicture ? fault.code : undefined);

/** A refusal, in the words of the service. `code` is '' when nobody answered. */
export class Refusal extends Error {
  /**
   * @param {number} status
   * @param {string} code
   * @param {string} message
   * @param {Record<string, any>} details
   */
  constructor(status, code, message, details) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

/** Why a file is no picture for us: `code` is 'unsupported' or 'broken'; the message is the file's name. */
export class NotAPicture extends Error {
  /**
   * @param {'unsupported' | 'broken'} code
   * @param {string} name
   */
  constructor(code, name) {
    super(name);
    this.code = code;
  }
}
