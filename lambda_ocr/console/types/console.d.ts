// What the console's modules hand each other. The service's own messages are in wire.d.ts.

/** [x, y] in pixels, (0, 0) the upper left corner of the picture. */
type Point = [number, number];
/** Four points, clockwise from the upper left. */
type Quad = [Point, Point, Point, Point];
/** Left, top, right, bottom. */
type Bounds = [number, number, number, number];
/** Width, height. */
type Size = [number, number];
/** A homography: nine numbers, by rows. */
type Matrix = number[];

/** A line of text as `detect` answers it. */
type Line = Wire.PrintedLineDetail;

/** A picture as the page holds it: pixels to show and a file to send, both turned alike. */
interface Picture {
  name: string;
  width: number;
  height: number;
  /** The pixels at full size, half, quarter …; never empty. */
  levels: HTMLCanvasElement[];
  blob: Blob;
  /** Whether it had to be made smaller than the file was. */
  shrunk: boolean;
  /** Where it was uploaded to, as long as it is kept there. */
  place?: { url: string; until: number } | null;
}

/** What shows a page: put into the document, and told when it is taken out. */
interface View {
  element: HTMLElement;
  destroy(): void;
  /** Take pictures that were pasted; without it a pasted picture begins a new template. */
  add?(files: File[]): void;
}

/** A field being drawn. */
interface Field {
  /** The page's own. */
  id: string;
  name: string;
  quad: Quad;
  /** What follows quad and name on the wire: nothing, or what the service added since; kept as it came. */
  rest: Rest<WireField>;
  /** Whether a name is still to be suggested, once the lines are known. */
  suggest?: boolean;
}

/** A field of `add`, with what may follow its quad and name. */
type WireField = Exclude<Wire.AddRequest['template'], string>[number];
type Rest<F> = F extends [unknown, string, ...infer R] ? R : never;

/** Something that may go wrong: `code` is a key of the page's words or the service's own. */
interface Warning {
  code: string;
  text: string;
}

/** Warnings by field id; those of the whole template under ''. */
type Warnings = Map<string, Warning[]>;

/** How one says who one is. */
type Access =
  { kind: 'none'; key?: undefined } | { kind: 'key'; key: string } | ({ kind: 'iam'; key?: undefined } & Credentials);

interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  /** '' for credentials that last. */
  sessionToken: string;
  region: string;
}

/** The requests this page sends, by type, and what it gets for each. */
interface Requests {
  add: Wire.AddRequest & { detail: true };
  query: Wire.QueryRequest & { detail: true };
  del: Wire.DeleteRequest;
  list: Wire.ListRequest;
  get: Wire.GetRequest;
  detect: Wire.DetectRequest;
  upload: Wire.UploadRequest;
  update: Wire.UpdateRequest & { detail: true };
  versions: Wire.VersionsRequest;
  rollback: Wire.RollbackRequest;
  preview: Wire.PreviewRequest;
  review: Wire.ReviewRequest;
  read: Wire.ReadRequest;
  teach: Wire.TeachRequest;
  evaluate: Wire.EvaluateRequest;
  drift: Wire.DriftRequest;
  interpret: Wire.InterpretRequest;
}
interface Answers {
  add: Wire.CheckedAddAnswer;
  query: Wire.DetailAnswer;
  del: Wire.DeleteAnswer;
  list: Wire.ListAnswer;
  get: Wire.GetAnswer;
  detect: Wire.DetectAnswer;
  upload: Wire.UploadAnswer;
  update: Wire.CheckedVersionAnswer;
  versions: Wire.VersionsAnswer;
  rollback: Wire.VersionAnswer;
  preview: Wire.PreviewAnswer;
  review: Wire.ReviewAnswer;
  read: Wire.ReadAnswer;
  teach: Wire.TeachAnswer;
  evaluate: Wire.EvaluateAnswer;
  drift: Wire.DriftAnswer;
  interpret: Wire.InterpretAnswer;
}

/** Attributes and listeners of an element; null, undefined and false are left out. */
interface Props {
  [name: string]: unknown;
  onclick?: (event: MouseEvent) => unknown;
  oninput?: (event: Event) => unknown;
  onchange?: (event: Event) => unknown;
  onfocus?: (event: FocusEvent) => unknown;
  onblur?: (event: FocusEvent) => unknown;
  onkeydown?: (event: KeyboardEvent) => unknown;
  onpointerdown?: (event: PointerEvent) => unknown;
  onpointerenter?: (event: PointerEvent) => unknown;
  onpointerleave?: (event: PointerEvent) => unknown;
}
type Child = Node | string | number | null | undefined | false;

/** What Swagger UI's script leaves behind, where it is installed. */
interface Window {
  SwaggerUIBundle?: ((how: Record<string, unknown>) => unknown) & { presets: { apis: unknown } };
}
