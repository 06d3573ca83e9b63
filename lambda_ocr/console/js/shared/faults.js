// What can go wrong, by name.

/** A refusal, in the words of the service. `code` is '' when nobody answered. */
export class Refusal extends Error {
  constructor(status, code, message, details) {
    super(message);
    Object.assign(this, { status, code, details });
  }
}

/** Why a file is no picture for us: `code` is 'unsupported' or 'broken'; the message is the file's name. */
export class NotAPicture extends Error {
  constructor(code, name) {
    super(name);
    this.code = code;
  }
}
