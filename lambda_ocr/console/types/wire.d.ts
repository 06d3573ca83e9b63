// The service's messages, made of docs/openapi.json by .ci/wire_types.py.

declare namespace Wire {
  /** The new template's id. */
  interface AddAnswer {
    template_id: string;
  }

  /** Register a template: one picture and the fields on it. */
  interface AddRequest {
    /** The picture in Base64 (jpg, png, bmp; webp, gif, avif, tiff, heif and pdf where what reads them is installed); a `data:` prefix is accepted. Or `url`. */
    img?: string | null;
    /** Where the picture lies: `http://…`, `https://…` or `s3://bucket/key`. Or `img`. */
    url?: string | null;
    /** Which page of a file that has several (pdf, tiff), from 1: `2`. Left out, such a file is refused. */
    pages?: string | null;
    /** Of an encrypted pdf. */
    password?: string | null;
    type: 'add';
    /** Fields as `[quad, name]`, at most 500; may also arrive as a JSON string. Names may repeat: the answer is a list in this order. */
    template: Array<[Corners, string] | [Corners, string, Record<string, any>]> | string;
    /** Quads of print outside the fields that changes from copy to copy (a name, a notice): the document is not known by it. `fixed_print` of an `add` with `detail` says what is taken for fixed. */
    variable?: Array<Corners>;
    /** What must be so of several fields, named by their keys: `{"sum": [a, b], "equals": c}`, `{"same": [a, b]}`, `{"before": [a, b]}`; in `same` also `{"barcode": b, "part": 4}`, in `sum` `{"table": t, "column": c}`. They choose among what the fields may say, and are checked. */
    rules?: Array<Record<string, any>>;
    /** The page of a document of several that this is, such as its back: `read` puts pages that follow each other into one document, and says which are missing. */
    page_of?: PageOfDocument | null;
    /** What people call the template; `get` tells it. */
    name?: string;
    /** What people should know of the template; `get` tells it. */
    note?: string;
    /** A word of your own for this very template, so that it may safely be sent again after an answer that never came: the same key is answered with the same id, and no second template is kept. */
    idempotency_key?: string;
    /** Read the template back before it is kept, straight and under drawn distortions, for about eight seconds, and answer with what will go wrong later. */
    detail?: boolean;
  }

  /** How well the template was found on the picture. */
  interface AlignmentDetail {
    verdict: Verdict;
    /** Points of fixed print found again where they should be. */
    inliers: number;
    /** Median distance left, in pixels of the query picture. */
    error_px: number | null;
    /** 3 x 3 homography, by rows: from pixels of the template picture to pixels of the query. */
    image_from_template: Array<Array<number>> | null;
  }

  /** One picture drawn from the template's own, read back. */
  interface AttemptDetail {
    /** `straight`: the template's own picture, else how it was changed. */
    picture: string;
    /** Whether it was not recognised as this template. */
    refused: boolean;
    /** Indices of the fields that did not read as on the straight picture. */
    differing: Array<number>;
  }

  /** The same of fields with a score from `low` on, below that of the band before. */
  interface BandDetail {
    right: number;
    wrong: number;
    /** Of pictures that were refused: not read, and neither right nor wrong. */
    refused: number;
    low: number;
  }

  /** How a batch stands, as Step Functions knows it: its files are counted by parts, when these are done. */
  interface BatchAnswer {
    batch_id: string;
    status: 'running' | 'succeeded' | 'failed' | 'timed_out' | 'cancelled';
    /** Files listed so far. */
    total: number;
    done: number;
    /** Files whose part failed for good, which `redrive` goes on with. A file that cannot be read is a line of the results, and none of these. */
    failed: number;
    /** Why it ended early; "" where it did not. */
    cause: string;
    /** Of `results` alone. */
    parts?: Array<BatchPartDetail>;
    /** null on the last page. */
    next_cursor?: string | null;
  }

  /** Some of the results: JSON lines, each a document with its `source`, or the `reason` why a page is none. */
  interface BatchPartDetail {
    /** To be got with no signature of one's own, for a quarter of an hour. */
    url: string;
    bytes: number;
  }

  /** Have any number of files read by a deployment that has batches: begin, look, end, fetch. */
  interface BatchRequest {
    type: 'batch';
    /** `start`: read what `prefix`, `manifest` or `sources` says; `status`: how it stands; `cancel`: end it, what was read is kept; `redrive`: go on with what failed; `results`: where the lines are that there are. */
    do: 'start' | 'status' | 'cancel' | 'redrive' | 'results';
    /** Of all but `start`, which answers it. */
    batch_id?: string | null;
    /** Of `start`: all that lies under `s3://bucket/prefix`. */
    prefix?: string | null;
    /** Of `start`: a `.csv` with a column `source` of `s3://` urls, a `.jsonl` of such objects, or the `manifest.json` of an inventory of S3. */
    manifest?: string | null;
    /** Of `start`: these files. */
    sources?: Array<string> | null;
    /** Of `start`: as `read` takes it; each page is told its template without. */
    template_id?: string | Array<string> | null;
    /** Of `start`: as `read` takes it. */
    many?: boolean;
    /** Of `start`: the same key begins one batch, however often it is sent. */
    idempotency_key?: string;
    /** Of `results`: the `next_cursor` of the page before. */
    cursor?: string | null;
  }

  /** How like a template pictures are: log likelihood ratios of it to something else, in nats. */
  interface BoundDetail {
    /** From which a picture is taken for the template's. */
    weight: number;
    /** Of the copies, each weighed by what the others taught. */
    lowest: number;
    /** Templates whose own pictures were laid beside it. */
    others: number;
    /** Of these; null: none of them is like it. */
    highest: number | null;
  }

  /** Something else that a field may say. */
  interface CandidateDetail {
    /** As printed. */
    value: string;
    /** In the type's normal form. */
    normalized: string | boolean | Array<string> | Record<string, string | null> | Array<Record<string, string | boolean | Array<string> | Record<string, string | null> | null>> | null;
    /** Of its print, beside what is likeliest without any type. */
    likelihood: number;
  }

  /** One cell of a table; `key` is its column's name, `position` on the query picture. */
  interface CellDetail {
    key: string;
    value: string;
    /** 0 to 100, two decimals. */
    score: number;
    status: Status;
    position: Position | null;
    /** The column's. */
    type: string;
    normalized: string | boolean | Array<string> | Record<string, string | null> | null;
    candidates: Array<CandidateDetail>;
    checks: Array<Check>;
    held: Array<Held>;
  }

  /** What was noticed about a field's value that a caller should know. */
  type Check = 'unexplained_ink' | 'unread_sign' | 'extends' | 'not_of_form' | 'checksum_wrong' | 'out_of_range' | 'not_listed' | 'ambiguous' | 'decided_by_type' | 'decided_by_template' | 'other_kind' | 'decided_by_rule' | 'cells_differ' | 'several_selected' | 'rule_broken' | 'text_layer_differs' | 'end_unseen';

  /** The answer to an `add` with `detail`. */
  interface CheckedAddAnswer {
    template_id: string;
    /** false: this deployment has the self-test switched off. */
    checked: boolean;
    warnings: Array<WarningDetail>;
    readings: Array<AttemptDetail>;
    /** More than `readings` has where time ran out. */
    readings_planned: number;
    compared: Compared;
    /** The printed lines outside the fields, by which the document is known again. */
    fixed_print: Array<PrintDetail>;
    /** Of fields without a type, the one that their own print looks like; nothing is assumed. */
    suggested: Array<SuggestedType>;
  }

  /** The answer to an `update` with `detail`. */
  interface CheckedVersionAnswer {
    template_id: string;
    /** The newest one now. */
    version: number;
    /** false: this deployment has the self-test switched off. */
    checked: boolean;
    warnings: Array<WarningDetail>;
    readings: Array<AttemptDetail>;
    /** More than `readings` has where time ran out. */
    readings_planned: number;
    compared: Compared;
    /** The printed lines outside the fields, by which the document is known again. */
    fixed_print: Array<PrintDetail>;
    /** Of fields without a type, the one that their own print looks like; nothing is assumed. */
    suggested: Array<SuggestedType>;
  }

  /** What a page is. */
  interface ClassDetail {
    /** Of the file, from 1. */
    page: number;
    /** The template it is of; null: unknown, and `reason` says why. */
    template_id: string | null;
    version: number | null;
    /** Share of the template's fixed print that was found on the page. */
    likeness: number | null;
    /** Where the corners of the template's picture lie on the page. */
    outline: Position | null;
    /** `template_mismatch`: it is of none of the templates in question; else what was wrong with it. */
    reason: ErrorCode | null;
    message: string | null;
    /** What else was compared with it, the likest first. */
    candidates: Array<TemplateCandidateDetail>;
  }

  /** What the pages of a file are; `pages` is how many it has. */
  interface ClassifyAnswer {
    classes: Array<ClassDetail>;
    pages: number;
    timings_ms: Record<string, number>;
  }

  /** Say which template each page of any file is of. */
  interface ClassifyRequest {
    /** The picture in Base64 (jpg, png, bmp; webp, gif, avif, tiff, heif and pdf where what reads them is installed); a `data:` prefix is accepted. Or `url`. */
    img?: string | null;
    /** Where the picture lies: `http://…`, `https://…` or `s3://bucket/key`. Or `img`. */
    url?: string | null;
    /** Pages to take, from 1: `1-3,7`. All when left out. */
    pages?: string | null;
    /** Of an encrypted pdf. */
    password?: string | null;
    /** Another name for `img`: any file in Base64. Or `url`. */
    file?: string | null;
    /** The template, or those that come into question; all of them when left out. */
    template_id?: string | Array<string> | null;
    type: 'classify';
  }

  /** With how many of the most recent templates the new one was compared in the time there was. */
  interface Compared {
    done: number;
    of: number;
  }

  /** A further copy of a document. */
  interface Copy {
    /** The picture in Base64 (jpg, png, bmp; webp, gif, avif, tiff, heif and pdf where what reads them is installed); a `data:` prefix is accepted. Or `url`. */
    img?: string | null;
    /** Where the picture lies: `http://…`, `https://…` or `s3://bucket/key`. Or `img`. */
    url?: string | null;
    /** Which page of a file that has several (pdf, tiff), from 1: `2`. Left out, such a file is refused. */
    pages?: string | null;
    /** Of an encrypted pdf. */
    password?: string | null;
  }

  /** One copy, in the order they were sent. */
  interface CopyCompared {
    refused: ErrorCode | null;
    message: string | null;
    fields: Array<FieldCompared>;
  }

  /** What became of one copy, in the order they were sent. */
  interface CopyDetail {
    /** `known`: the very file was taught before, and says nothing more. */
    status: 'taught' | 'known' | 'refused';
    /** Why it was refused; the others were taught all the same. */
    reason: ErrorCode | null;
    message: string | null;
    /** Fields that read as their right values, before; null where none was given. */
    right: number | null;
    of: number | null;
  }

  /** A picture read with the template as it is, and as the change would make it. */
  interface CopyPreviewed {
    before: PreviewReading;
    after: PreviewReading;
  }

  /** Four [x, y] in pixels of the template picture as a viewer shows it, clockwise: upper left, upper right, lower right, lower left of the print as it is read. */
  type Corners = [[number, number], [number, number], [number, number], [number, number]];

  /** What became of a day's documents with one version of a template. */
  interface DayDetail {
    /** UTC, `YYYY-MM-DD`. */
    day: string;
    template_id: string;
    version: number;
    documents: number;
    refused: number;
    /** Read, with a field that is not sure or no value of its type. */
    doubtful: number;
    /** Documents that a person looked at. */
    reviewed: number;
  }

  /** What was deleted, in the shape it was asked. */
  interface DeleteAnswer {
    template_id: string | Array<string>;
  }

  /** Forget templates: all of those named or, when one is unknown, none. */
  interface DeleteRequest {
    type: 'del';
    template_id: string | Array<string>;
  }

  /** The answer to a query with `detail`. */
  interface DetailAnswer {
    template_id: string;
    /** Of the template: the one that was read with. */
    version: number;
    /** Which page of the file was read, from 1. */
    page: number;
    /** How many the file has. */
    pages: number;
    alignment: AlignmentDetail;
    fields: Array<FieldDetail>;
    timings_ms: Record<string, number>;
  }

  /** Lines of text from top to bottom, `position` in pixels of the picture as a viewer shows it. */
  interface DetectAnswer {
    width: number;
    height: number;
    lines: Array<PrintedLineDetail>;
    /** Lines further down that were seen and not read, for one request reads only so much: send the lower part of the picture by itself. */
    left_out: number;
    timings_ms: Record<string, number>;
  }

  /** Find and read every line of text on a picture, without a template. */
  interface DetectRequest {
    /** The picture in Base64 (jpg, png, bmp; webp, gif, avif, tiff, heif and pdf where what reads them is installed); a `data:` prefix is accepted. Or `url`. */
    img?: string | null;
    /** Where the picture lies: `http://…`, `https://…` or `s3://bucket/key`. Or `img`. */
    url?: string | null;
    /** Which page of a file that has several (pdf, tiff), from 1: `2`. Left out, such a file is refused. */
    pages?: string | null;
    /** Of an encrypted pdf. */
    password?: string | null;
    type: 'detect';
  }

  /** A document: its only page, or of several the first that was found. */
  interface DocumentDetail {
    /** Of the file, from 1. */
    page: number;
    /** Width and height of the page in pixels: of a picture its own, of a pdf those it was drawn with. */
    size: [number, number];
    /** Pixels an inch of paper, where the file says so. */
    dpi: number | null;
    template_id: string;
    /** Of the template: the one that was read with. */
    version: number;
    /** Where the corners of the template's picture lie on the page. */
    outline: Position | null;
    alignment: AlignmentDetail;
    fields: Array<FieldDetail>;
    /** The page that it is of a document of several; null: none. */
    page_of: PageOfDocument | null;
    /** Pages of the document that do not follow here, by their number in it. */
    missing: Array<number>;
    /** Its other pages that were found, in order. */
    further: Array<PageRead>;
  }

  /** Counts, and nothing of what any document says. */
  interface DriftAnswer {
    /** The oldest first. */
    days: Array<DayDetail>;
    fields: Array<FieldCountDetail>;
    /** The least likely by chance first. */
    drifts: Array<DriftDetail>;
  }

  /** A template's last seven days beside the 28 before. */
  interface DriftDetail {
    template_id: string;
    /** Share of documents that were refused or doubtful. */
    before: number;
    before_of: number;
    recent: number;
    recent_of: number;
    /** That the share rises so far though nothing changed: below 0.001 the form was probably reprinted. */
    chance: number;
  }

  /** Tell how sure readings were over time, by template and version. */
  interface DriftRequest {
    type: 'drift';
    /** This one alone; all when left out. */
    template_id?: string | null;
    /** Today is the last. */
    days?: number;
  }

  /** The body of every answer that is not 200. */
  interface ErrorAnswer {
    error: ErrorMember;
  }

  /** The names a client may see in `error.code`. */
  type ErrorCode = 'invalid_json' | 'invalid_request' | 'invalid_template' | 'invalid_picture' | 'unsupported_picture' | 'picture_too_large' | 'too_many_pages' | 'password_needed' | 'body_too_large' | 'url_forbidden' | 'url_unreachable' | 'url_timeout' | 'origin_forbidden' | 's3_unavailable' | 'template_not_found' | 'template_mismatch' | 'version_conflict' | 'lease_lost' | 'not_found' | 'method_not_allowed' | 'too_many_requests' | 'answer_too_large' | 'over_budget' | 'shutting_down' | 'store_unavailable' | 'internal_error';

  /** A refusal: `code` for programs, `message` for people (it says what to do next), `details` are its facts. */
  interface ErrorMember {
    code: ErrorCode;
    message: string;
    details: Record<string, any>;
  }

  /** How well a template reads labelled copies; nothing of it is kept. */
  interface EvaluateAnswer {
    template_id: string;
    version: number;
    pictures: number;
    refused: number;
    total: TallyDetail;
    by_field: Array<FieldTally>;
    reliability: Array<BandDetail>;
    risk: Array<RiskDetail>;
    copies: Array<CopyCompared>;
  }

  /** Read copies whose right values are known, and say how well; nothing of it is kept. */
  interface EvaluateRequest {
    type: 'evaluate';
    template_id: string;
    /** Of the template; the newest when left out. */
    version?: number | null;
    copies: Array<LabelledCopy>;
  }

  /** A version of a template as one file. */
  interface ExportAnswer {
    template_id: string;
    version: number;
    file: string;
  }

  /** Give a template as one file, to keep or to bring elsewhere. */
  interface ExportRequest {
    type: 'export';
    template_id: string;
    /** An earlier one; the newest when left out. */
    version?: number | null;
  }

  /** A field whose right value is known, as it was read. */
  interface FieldCompared {
    key: string;
    truth: string;
    /** null: the picture was refused. */
    value: string | null;
    /** 0 to 100, two decimals. */
    score: number;
    status: Status | null;
    /** The same text, spaces and the widths of characters aside. */
    right: boolean;
    /** In pixels of the copy. */
    position: Position | null;
  }

  /** What people said of one field. */
  interface FieldCountDetail {
    template_id: string;
    version: number;
    key: string;
    reviewed: number;
    corrected: number;
  }

  /** Everything known of one field, `position` on the query picture. */
  interface FieldDetail {
    key: string;
    value: string;
    /** 0 to 100, two decimals. */
    score: number;
    status: Status;
    position: Position | null;
    /** How far from its true place `position` may lie, in pixels of the query picture; null: unknown. */
    error_px: number | null;
    lines: Array<LineDetail>;
    /** The field's; `text` where it was given none. */
    type: string;
    /** The value in its type's normal form; null where it is `invalid`, or means more than one thing. */
    normalized: string | boolean | Array<string> | Record<string, string | null> | Array<Record<string, string | boolean | Array<string> | Record<string, string | null> | null>> | null;
    /** What else the field may say, or mean, the likeliest first. */
    candidates: Array<CandidateDetail>;
    /** What was noticed: `unexplained_ink`, there is print in the field that none of its lines accounts for, and no value of it is sure; `unread_sign`, a letter or sign of the value was passed over, for the engine does not read it, or is a point or a comma, which of them a rule hides; `extends`, the value runs on beyond the field's edge and was read to its end; `decided_by_template`, print that is nearly what the template says there, and open where it differs, was taken for that; `other_kind`, words stand where the template has a number, or the reverse, and perhaps another line was read. By type: `not_of_form`, `checksum_wrong`, `out_of_range`, `not_listed`, the value is none of the type; `ambiguous`, it means more than one thing; `decided_by_type`, `decided_by_rule`, the type or a rule decided between what was possible; `rule_broken`, a rule does not hold; `cells_differ`, more or fewer cells are written in than characters were read; `several_selected`, more places of a group are marked than one. `text_layer_differs`, the text that a pdf file carries says another thing at this place than is seen there; `end_unseen`, a table runs to the picture's edge, there may be more rows. */
    checks: Array<Check>;
    /** What was checked of a typed value, and is so; `text_layer`: the text of a pdf file says the same. */
    held: Array<Held>;
    /** Of a `table` its rows from top to bottom, a cell for each column; of other types none. */
    rows: Array<Array<CellDetail>>;
  }

  /** A field of the template. */
  interface FieldNamed {
    /** From 0, in template order. */
    index: number;
    name: string;
  }

  /** A field as it was read, and as a person left it. */
  interface FieldReviewedDetail {
    key: string;
    /** null: the picture was refused. */
    read: string | null;
    value: string;
    corrected: boolean;
  }

  /** The same of one field. */
  interface FieldTally {
    right: number;
    wrong: number;
    /** Of pictures that were refused: not read, and neither right nor wrong. */
    refused: number;
    key: string;
  }

  /** One version of a template, `template` as `add` takes it. */
  interface GetAnswer {
    template_id: string;
    /** The one shown. */
    version: number;
    /** "" when nobody gave one. */
    name: string;
    note: string;
    /** When this version was made: UTC, ISO 8601. */
    created: string;
    /** Of the picture, in pixels, as a viewer shows it. */
    width: number;
    height: number;
    template: Array<[Corners, string] | [Corners, string, Record<string, any>]>;
    /** What was struck out, as `add` takes it. */
    variable: Array<Corners>;
    /** Those across fields, as `add` takes them. */
    rules: Array<Record<string, any>>;
    /** The page that it is of a document of several; null: none. */
    page_of: PageOfDocument | null;
    /** Further copies that it was taught with. */
    copies: number;
    /** What these taught; `teach` forgets them by their `id`. */
    lessons: Array<LessonDetail>;
    /** The picture as a `data:` URL, which `add` takes as it is; null unless asked. */
    img: string | null;
  }

  /** Show one template as it was registered, or changed last. */
  interface GetRequest {
    type: 'get';
    template_id: string;
    /** An earlier one; the newest when left out. */
    version?: number | null;
    /** Whether the answer carries the picture as `img`: not at all, small (JPEG, longest side 480 px), or in all its pixels (as registered; a file over 3 MiB is sent as JPEG). */
    picture?: 'none' | 'thumbnail' | 'full';
  }

  /** What was checked of a value, and is so. */
  type Held = 'form' | 'checksum' | 'range' | 'listed' | 'rule' | 'text_layer';

  /** The new template's id, and what it brought along. */
  interface ImportAnswer {
    template_id: string;
    fields: number;
    lessons: number;
  }

  /** Make a new template of the file that `export` gave: picture, fields, types, rules, and what copies taught. */
  interface ImportRequest {
    /** Not here: the file brings the picture along. */
    img?: null;
    /** Where the picture lies: `http://…`, `https://…` or `s3://bucket/key`. Or `img`. */
    url?: string | null;
    pages?: null;
    password?: null;
    type: 'import';
    /** The zip in Base64. Or `url`. */
    file?: string | null;
    /** As of `add`. */
    idempotency_key?: string;
  }

  /** A meaning for each text, in the order asked. */
  interface InterpretAnswer {
    fields: Array<MeaningDetail>;
  }

  /** Tell what texts mean under types of fields, and which type they look like; no picture is read. */
  interface InterpretRequest {
    type: 'interpret';
    fields: Array<InterpretedText>;
  }

  /** A text, as a field of some type says it. */
  interface InterpretedText {
    /** As printed; lines are parted by line ends. */
    text: string;
    /** As a field's third member; when left out, it is told which type the text looks like. */
    options?: Record<string, any> | null;
  }

  /** One field read; a query's answer is the list of them, in template order. */
  interface KeyValue {
    key: string;
    value: string;
    /** 0 to 100, two decimals. */
    score: number;
  }

  /** A further copy of a document, and its right values as far as somebody knows them. */
  interface LabelledCopy {
    /** The picture in Base64 (jpg, png, bmp; webp, gif, avif, tiff, heif and pdf where what reads them is installed); a `data:` prefix is accepted. Or `url`. */
    img?: string | null;
    /** Where the picture lies: `http://…`, `https://…` or `s3://bucket/key`. Or `img`. */
    url?: string | null;
    /** Which page of a file that has several (pdf, tiff), from 1: `2`. Left out, such a file is refused. */
    pages?: string | null;
    /** Of an encrypted pdf. */
    password?: string | null;
    /** By the keys of the fields; those that are blank on the copy as `""`. */
    values?: Record<string, string>;
  }

  /** A fact that further copies taught of a template. */
  interface LessonDetail {
    id: string;
    /** `print`: a line outside the fields, `agreeing` says on how many copies it stands; `marks`: a place outside them whose print no copy has; `type`: what type all values of a field have, a suggestion; `extent`: where a field's print lies on all copies together, on `agreeing` of them wholly in the field; `wander`: where a field was found that on `agreeing` copies did not stand in its place; `bound`: how like the template a picture must be, as `agreeing` copies were. */
    kind: LessonKind;
    /** Those that could tell. */
    copies: number;
    /** Those of them where it is so. */
    agreeing: number;
    /** Where, in pixels of the template picture; null: nowhere in particular. */
    position: Corners | null;
    /** What the line says; of a `wander` the line that moved with the field; "" of others. */
    text: string;
    /** null: of no field. */
    field: FieldNamed | null;
    /** Of a `type`: the third member for the field, as `update` takes it. */
    options: Record<string, any>;
    /** Of the agreeing those where the line stands elsewhere: what is above it grew. */
    moved: number;
    /** Of a `bound`; null: of others. */
    bound: BoundDetail | null;
  }

  /** What a lesson is about. */
  type LessonKind = 'print' | 'marks' | 'type' | 'extent' | 'wander' | 'bound';

  /** One line of a field. `position` is null where perspective puts it nowhere. */
  interface LineDetail {
    text: string;
    /** 0 to 100, two decimals. */
    score: number;
    position: Position | null;
  }

  /** Ids of all templates, oldest first. */
  interface ListAnswer {
    template_id_list: Array<string>;
  }

  /** Name all templates; with `limit` or `cursor` some of them, a page at a time. */
  interface ListRequest {
    type: 'list';
    /** At most so many ids; the answer's `next_cursor` says where the next page begins. */
    limit?: number | null;
    /** The `next_cursor` of the page before. */
    cursor?: string | null;
  }

  /** What one text means. */
  interface MeaningDetail {
    /** Of the options; null where they are none, or no type's. */
    type: string | null;
    /** The normal form; null where there is none, or more than one. */
    normalized: Record<string, any>;
    /** The normal forms of all that it may mean. */
    meanings: Array<Record<string, any>>;
    /** What was checked and is so. */
    held: Array<Held>;
    /** Why it cannot be a value of the type, or `ambiguous`. */
    checks: Array<Check>;
    /** Where no options were given: those of the type that the text looks like, if it looks like one. */
    suggested: Record<string, any> | null;
    /** What is wrong with the options, and what to do. */
    problem: string | null;
  }

  /** Ids of some templates, in an order of the store's own; `next_cursor` is null on the last page. */
  interface PageAnswer {
    template_id_list: Array<string>;
    next_cursor: string | null;
  }

  /** Which page of a document of several a template is. */
  interface PageOfDocument {
    /** What the document is called: the same in the templates of all its pages. */
    document: string;
    /** From 1. */
    page: number;
    /** That it has. */
    pages: number;
  }

  /** A page that was read by a template; places are in pixels of the page. */
  interface PageRead {
    /** Of the file, from 1. */
    page: number;
    /** Width and height of the page in pixels: of a picture its own, of a pdf those it was drawn with. */
    size: [number, number];
    /** Pixels an inch of paper, where the file says so. */
    dpi: number | null;
    template_id: string;
    /** Of the template: the one that was read with. */
    version: number;
    /** Where the corners of the template's picture lie on the page. */
    outline: Position | null;
    alignment: AlignmentDetail;
    fields: Array<FieldDetail>;
    /** The page that it is of a document of several; null: none. */
    page_of: PageOfDocument | null;
  }

  /** Four [x, y] in pixels of the query picture, in the order of the template's corners. */
  type Position = [[number, number], [number, number], [number, number], [number, number]];

  /** The pictures in the order they were sent. */
  interface PreviewAnswer {
    template_id: string;
    /** The newest one, which the change is made to; it is still the newest. */
    version: number;
    copies: Array<CopyPreviewed>;
  }

  /** A picture read with one of the two. */
  interface PreviewReading {
    /** null: it was read. */
    refused: ErrorCode | null;
    message: string | null;
    /** As a `query` with `detail` answers. */
    answer: DetailAnswer | null;
  }

  /** Read pictures with a template as it is and as an `update` would make it; nothing of it is kept. */
  interface PreviewRequest {
    /** The picture in Base64 (jpg, png, bmp; webp, gif, avif, tiff, heif and pdf where what reads them is installed); a `data:` prefix is accepted. Or `url`. */
    img?: string | null;
    /** Where the picture lies: `http://…`, `https://…` or `s3://bucket/key`. Or `img`. */
    url?: string | null;
    /** Which page of a file that has several (pdf, tiff), from 1: `2`. Left out, such a file is refused. */
    pages?: string | null;
    /** Of an encrypted pdf. */
    password?: string | null;
    type: 'preview';
    template_id: string;
    /** The version that the change is made to. When it is not the newest any more, nothing is changed, and the answer is 409 `version_conflict`. Left out: whatever is the newest when the request arrives. */
    expected_version?: number | null;
    /** All fields anew, as `add` takes them. */
    template?: Array<[Corners, string] | [Corners, string, Record<string, any>]> | string | null;
    /** All print struck out anew, as `add` takes it; an empty list: none is. */
    variable?: Array<Corners> | null;
    /** All rules anew; an empty list: none is. */
    rules?: Array<Record<string, any>> | null;
    /** As `add` takes it; "": of a document of one page. */
    page_of?: PageOfDocument | '' | null;
    name?: string | null;
    note?: string | null;
    copies: Array<Copy>;
  }

  /** A printed line outside the fields, and what it is taken for. */
  interface PrintDetail {
    text: string;
    position: Position;
    /** What it looks like: a `label`, a `phrase`, `words`, a `word`, a `value`, … (the guide to templates has them all). */
    role: string;
    /** How likely it stands on every copy. */
    fixed: number;
    /** How much other print in its place speaks against a picture (nats); 0: not at all. */
    weight: number;
  }

  /** One line of text; `at` is where each character's centre lies along it, from 0 (left) to 1 (right). */
  interface PrintedLineDetail {
    text: string;
    /** 0 to 100, two decimals. */
    score: number;
    position: Position;
    at: Array<number>;
  }

  /** Read a picture with a template. */
  interface QueryRequest {
    /** The picture in Base64 (jpg, png, bmp; webp, gif, avif, tiff, heif and pdf where what reads them is installed); a `data:` prefix is accepted. Or `url`. */
    img?: string | null;
    /** Where the picture lies: `http://…`, `https://…` or `s3://bucket/key`. Or `img`. */
    url?: string | null;
    /** Which page of a file that has several (pdf, tiff), from 1: `2`. Left out, such a file is refused. */
    pages?: string | null;
    /** Of an encrypted pdf. */
    password?: string | null;
    /** May be left out when `template_id` is there. */
    type?: 'query';
    template_id: string;
    /** Of the template; the newest when left out. */
    version?: number | null;
    /** Answer with everything known, as an object. */
    detail?: boolean;
  }

  /** What was read of a file; `pages` is how many it has. */
  interface ReadAnswer {
    documents: Array<DocumentDetail>;
    unmatched: Array<UnmatchedDetail>;
    pages: number;
    timings_ms: Record<string, number>;
  }

  /** Read the pages of any file, each by the template it is of. */
  interface ReadRequest {
    /** The picture in Base64 (jpg, png, bmp; webp, gif, avif, tiff, heif and pdf where what reads them is installed); a `data:` prefix is accepted. Or `url`. */
    img?: string | null;
    /** Where the picture lies: `http://…`, `https://…` or `s3://bucket/key`. Or `img`. */
    url?: string | null;
    /** Pages to take, from 1: `1-3,7`. All when left out. */
    pages?: string | null;
    /** Of an encrypted pdf. */
    password?: string | null;
    /** Another name for `img`: any file in Base64. Or `url`. */
    file?: string | null;
    /** The template, or those that come into question; all of them when left out. */
    template_id?: string | Array<string> | null;
    type: 'read';
    /** Whether a page may show several documents: up to 20 are found, one after another. */
    many?: boolean;
  }

  /** Why somebody should look. */
  type Reason = 'refused' | 'invalid' | 'doubtful';

  /** What was asked for; the other members are empty. */
  interface ReviewAnswer {
    /** Documents that nobody has looked at yet, counted up to 1,000. */
    waiting: number;
    /** null: none waits. */
    document?: ReviewDocument | null;
    reviewed?: Array<ReviewedDetail>;
    /** null on the last page. */
    next_cursor?: string | null;
  }

  /** A document that somebody should look at. */
  interface ReviewDocument {
    review_id: string;
    /** To be sent with what is said of it; null where it was only asked for. */
    lease: string | null;
    /** For which nobody else gets it. */
    lease_seconds: number;
    template_id: string;
    version: number;
    reason: Reason;
    /** When it was read: UTC, ISO 8601. */
    created: string;
    /** Of the template's fields, in their order; `values` has one for each. */
    keys: Array<string>;
    /** As they were read; none where the picture was refused. */
    fields: Array<FieldDetail>;
    refusal: ErrorMember | null;
    /** The picture as a `data:` URL; positions are in its pixels. */
    img: string;
  }

  /** Take the next document that a person should look at, say what stands there, or list what was said. */
  interface ReviewRequest {
    type: 'review';
    /** `next`: a document, nobody else's for a quarter of an hour; `done`: its right `values`; `release`: give it back, to the end of the queue; `get`: one by its `review_id`, looked at or not; `list`: what was said, oldest first. */
    do: 'next' | 'done' | 'release' | 'get' | 'list';
    /** Who one is, where the door does not know it. */
    reviewer?: string;
    /** Of `next` and `list`: of this template alone. */
    template_id?: string | null;
    review_id?: string | null;
    /** As `next` gave it. */
    lease?: string | null;
    /** Of `done`: what stands in each field, in their order; `""` where nothing does. */
    values?: Array<string> | null;
    limit?: number;
    /** The `next_cursor` of the page before. */
    cursor?: string | null;
  }

  /** What somebody said of a document. */
  interface ReviewedDetail {
    review_id: string;
    template_id: string;
    version: number;
    reason: Reason;
    created: string;
    reviewed_at: string;
    reviewer: string;
    /** Whether the door knew them; else the name is their own word. */
    identified: boolean;
    fields: Array<FieldReviewedDetail>;
  }

  /** What it brings to take values from a score on without a look. */
  interface RiskDetail {
    score: number;
    /** Share of all fields with a known value. */
    taken: number;
    /** Share of those taken that are wrong. */
    wrong: number;
  }

  /** Make an earlier version's content the next version. */
  interface RollbackRequest {
    type: 'rollback';
    template_id: string;
    /** The one to go back to. */
    version: number;
    /** The version that the change is made to. When it is not the newest any more, nothing is changed, and the answer is 409 `version_conflict`. Left out: whatever is the newest when the request arrives. */
    expected_version?: number | null;
  }

  /** What became of one field. */
  type Status = 'ok' | 'empty' | 'low_confidence' | 'out_of_frame' | 'invalid';

  /** The type that a field's own print on the template looks like. */
  interface SuggestedType {
    field: FieldNamed;
    /** As a field's third member. */
    options: Record<string, any>;
  }

  /** Fields by what became of them. */
  interface TallyDetail {
    right: number;
    wrong: number;
    /** Of pictures that were refused: not read, and neither right nor wrong. */
    refused: number;
  }

  /** The newest version, and all that the template knows from copies. */
  interface TeachAnswer {
    template_id: string;
    version: number;
    copies: Array<CopyDetail>;
    lessons: Array<LessonDetail>;
  }

  /** Show a template further copies of its document, or have it forget what they taught: a new version. */
  interface TeachRequest {
    type: 'teach';
    template_id: string;
    /** The version that the change is made to. When it is not the newest any more, nothing is changed, and the answer is 409 `version_conflict`. Left out: whatever is the newest when the request arrives. */
    expected_version?: number | null;
    /** Three different ones help, from then on each a little. One that is known says no more. */
    copies?: Array<LabelledCopy>;
    /** Lessons by their `id`, or `all`: as if no copy had ever been shown. */
    forget?: Array<string> | 'all';
  }

  /** A template that came into question for a page. */
  interface TemplateCandidateDetail {
    template_id: string;
    /** Share of its fixed print that was found on the page, none of it judged. */
    likeness: number;
  }

  /** A page that was not read, and why; the others are answered all the same. */
  interface UnmatchedDetail {
    /** Of the file, from 1. */
    page: number;
    /** `template_mismatch`: it is of none of the templates in question; `invalid_picture`, `picture_too_large`: it cannot be decoded; `over_budget`: the request's time was over. Ask for it by itself. */
    reason: ErrorCode;
    message: string;
    /** What it is most like, the likest first. */
    candidates: Array<TemplateCandidateDetail>;
  }

  /** Make a new version of a template: what is given is changed, the rest stays; earlier versions are kept. */
  interface UpdateRequest {
    /** The picture in Base64 (jpg, png, bmp; webp, gif, avif, tiff, heif and pdf where what reads them is installed); a `data:` prefix is accepted. Or `url`. */
    img?: string | null;
    /** Where the picture lies: `http://…`, `https://…` or `s3://bucket/key`. Or `img`. */
    url?: string | null;
    /** Which page of a file that has several (pdf, tiff), from 1: `2`. Left out, such a file is refused. */
    pages?: string | null;
    /** Of an encrypted pdf. */
    password?: string | null;
    type: 'update';
    template_id: string;
    /** The version that the change is made to. When it is not the newest any more, nothing is changed, and the answer is 409 `version_conflict`. Left out: whatever is the newest when the request arrives. */
    expected_version?: number | null;
    /** All fields anew, as `add` takes them. */
    template?: Array<[Corners, string] | [Corners, string, Record<string, any>]> | string | null;
    /** All print struck out anew, as `add` takes it; an empty list: none is. */
    variable?: Array<Corners> | null;
    /** All rules anew; an empty list: none is. */
    rules?: Array<Record<string, any>> | null;
    /** As `add` takes it; "": of a document of one page. */
    page_of?: PageOfDocument | '' | null;
    name?: string | null;
    note?: string | null;
    /** Read the new version back before it is kept, and say what will go wrong, as `add`. */
    detail?: boolean;
  }

  /** A form for one picture: POST `fields`, then the picture as `file`, to `url` as multipart/form-data. */
  interface UploadAnswer {
    url: string;
    fields: Record<string, string>;
    /** What to send as `url` afterwards. */
    s3_url: string;
    max_bytes: number;
    /** Seconds. */
    expires_in: number;
  }

  /** Ask for a place to upload a picture to that is too large to send (an AWS deployment has one). */
  interface UploadRequest {
    type: 'upload';
    /** Of the picture or document; the upload must declare the same. */
    content_type: 'image/jpeg' | 'image/png' | 'image/bmp' | 'image/webp' | 'image/gif' | 'image/avif' | 'image/tiff' | 'image/heif' | 'application/pdf';
  }

  /** How much the alignment can be trusted. A picture that is neither is refused with `TemplateMismatch`. */
  type Verdict = 'matched' | 'weak';

  /** What an `update` or a `rollback` made. */
  interface VersionAnswer {
    template_id: string;
    /** The newest one now. */
    version: number;
  }

  /** One version of a template. */
  interface VersionDetail {
    version: number;
    /** UTC, ISO 8601. */
    created_at: string;
  }

  /** All versions of a template, newest first. */
  interface VersionsAnswer {
    template_id: string;
    versions: Array<VersionDetail>;
  }

  /** Name all versions of a template. */
  interface VersionsRequest {
    type: 'versions';
    template_id: string;
  }

  /** What may be wrong with a template. */
  type WarningCode = 'field_too_tight' | 'few_fixed_features' | 'field_not_read_back' | 'fields_overlap' | 'confusable_template' | 'script_not_read';

  /** What will go wrong with a template, and what to do about it; the template is kept all the same. */
  interface WarningDetail {
    code: WarningCode;
    /** null: the whole template. */
    field: FieldNamed | null;
    message: string;
    /** Facts for programs. */
    details: Record<string, any>;
  }

}
