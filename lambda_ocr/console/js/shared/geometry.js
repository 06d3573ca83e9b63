// Quads and homographies. Rule: a point is [x, y] in pixels, (0, 0) the upper left corner of the picture; a quad is four
// points, clockwise from the upper left; `aFromB` maps points of b to a.

/** @type {(a: Point, b: Point) => Point} */
export const add = (a, b) => [a[0] + b[0], a[1] + b[1]];
/** @type {(a: Point, b: Point) => Point} */
export const minus = (a, b) => [a[0] - b[0], a[1] - b[1]];
/** @type {(a: Point, factor: number) => Point} */
export const times = (a, factor) => [a[0] * factor, a[1] * factor];
/** @type {(a: Point) => number} */
export const length = (a) => Math.hypot(a[0], a[1]);
/** @type {(a: Point, b: Point, share: number) => Point} */
export const between = (a, b, share) => [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share];
/** @type {(quad: Quad) => Point} */
export const centre = (quad) =>
  times(
    quad.reduce((sum, corner) => add(sum, corner)),
    1 / 4,
  );

/**
 * The upright rectangle over two opposite corners.
 * @param {Point} corner
 * @param {Point} opposite
 * @returns {Quad}
 */
export function rectangle([x0, y0], [x1, y1]) {
  const [left, right] = [Math.min(x0, x1), Math.max(x0, x1)];
  const [top, bottom] = [Math.min(y0, y1), Math.max(y0, y1)];
  return [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ];
}

/**
 * Left, top, right, bottom.
 * @param {Point[]} points
 * @returns {Bounds}
 */
export function bounds(points) {
  const xs = points.map((point) => point[0]);
  const ys = points.map((point) => point[1]);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

/**
 * The quad whose corners `change` makes of this one's.
 * @type {(quad: Quad, change: (corner: Point) => Point) => Quad}
 */
export const eachCorner = ([a, b, c, d], change) => [change(a), change(b), change(c), change(d)];

/**
 * The quad with one corner (0 to 3) at another place.
 * @type {(quad: Quad, at: number, corner: Point) => Quad}
 */
export const withCorner = (quad, at, corner) => /** @type {Quad} */ (quad.with(at, corner));

/**
 * The quad on a picture of this size: corners beyond its edges are drawn in.
 * @type {(quad: Quad, size: Size) => Quad}
 */
export const onPicture = (quad, size) => eachCorner(quad, (corner) => clamped(corner, size));

/**
 * The point of a picture of this size that is nearest.
 * @type {(point: Point, size: Size) => Point}
 */
export const clamped = ([x, y], [width, height]) => [Math.min(width, Math.max(0, x)), Math.min(height, Math.max(0, y))];

/** @type {(quad: Quad, by: Point) => Quad} */
export const moved = (quad, by) => eachCorner(quad, (corner) => add(corner, by));
/** @type {(quad: Quad) => Quad} */
export const rounded = (quad) => eachCorner(quad, ([x, y]) => [Math.round(x * 10) / 10, Math.round(y * 10) / 10]);

/**
 * Mean width (upper and lower side) and mean height.
 * @param {Quad} quad
 * @returns {Size}
 */
export function sides([a, b, c, d]) {
  return [(length(minus(b, a)) + length(minus(c, d))) / 2, (length(minus(d, a)) + length(minus(c, b))) / 2];
}

/** @type {(a: Point, b: Point) => number} */
const cross = (a, b) => a[0] * b[1] - a[1] * b[0];

/**
 * Whether the corners go clockwise as seen on screen and all turn the same way.
 * @param {Quad} quad
 */
export function isConvex(quad) {
  return quad.every(
    (corner, i) => cross(minus(quad[(i + 1) % 4], corner), minus(quad[(i + 2) % 4], quad[(i + 1) % 4])) > 0,
  );
}

/**
 * Whether a point lies in a convex quad.
 * @param {Quad} quad
 * @param {Point} point
 */
export function inside(quad, point) {
  const turns = quad.map((corner, i) => cross(minus(quad[(i + 1) % 4], corner), minus(point, corner)));
  return turns.every((turn) => turn >= 0) || turns.every((turn) => turn <= 0);
}

/** @param {Quad} quad */
export function area(quad) {
  return Math.abs(quad.reduce((sum, corner, i) => sum + cross(corner, quad[(i + 1) % 4]), 0)) / 2;
}

/**
 * Area two convex polygons share (Sutherland and Hodgman, 1974).
 * @param {Quad} first
 * @param {Quad} second
 */
export function sharedArea(first, second) {
  /** @type {Point[]} */
  let kept = first;
  for (let i = 0; i < 4 && kept.length; i += 1) {
    const [from, to] = [second[i], second[(i + 1) % 4]];
    /** @type {(point: Point) => number} */
    const side = (point) => cross(minus(to, from), minus(point, from));
    const before = kept;
    kept = before.flatMap((point, at) => {
      const next = before[(at + 1) % before.length];
      const [here, there] = [side(point), side(next)];
      const met = here * there < 0 ? [between(point, next, here / (here - there))] : [];
      return here >= 0 ? [point, ...met] : met;
    });
  }
  return kept.length > 2
    ? Math.abs(kept.reduce((sum, point, i) => sum + cross(point, kept[(i + 1) % kept.length]), 0)) / 2
    : 0;
}

/**
 * The homography (nine numbers, by rows) that maps four points to four others.
 * @param {Quad} source
 * @param {Quad} target
 * @returns {Matrix}
 */
export function homography(source, target) {
  const rows = source.flatMap(([x, y], i) => {
    const [u, v] = target[i];
    return [
      [x, y, 1, 0, 0, 0, -u * x, -u * y, u],
      [0, 0, 0, x, y, 1, -v * x, -v * y, v],
    ];
  });
  return [...solved(rows), 1];
}

/**
 * Gauss's elimination of eight equations, the right side in the last column.
 * @param {number[][]} rows
 * @returns {number[]}
 */
function solved(rows) {
  for (let column = 0; column < 8; column += 1) {
    const pivot = rows
      .slice(column)
      .reduce((best, row) => (Math.abs(row[column]) > Math.abs(best[column]) ? row : best));
    const at = rows.indexOf(pivot);
    [rows[column], rows[at]] = [rows[at], rows[column]];
    for (const row of rows) {
      if (row === pivot) continue;
      const share = row[column] / pivot[column];
      for (let i = column; i < 9; i += 1) row[i] -= share * pivot[i];
    }
  }
  return rows.map((row, i) => row[8] / row[i]);
}

/**
 * `a · b`, both nine numbers.
 * @param {Matrix} a
 * @param {Matrix} b
 * @returns {Matrix}
 */
export function product(a, b) {
  return [0, 3, 6].flatMap((row) =>
    [0, 1, 2].map((column) => a[row] * b[column] + a[row + 1] * b[column + 3] + a[row + 2] * b[column + 6]),
  );
}

/**
 * @param {Matrix} matrix
 * @param {Point} point
 * @returns {Point}
 */
export function transformed(matrix, [x, y]) {
  const depth = matrix[6] * x + matrix[7] * y + matrix[8];
  return [(matrix[0] * x + matrix[1] * y + matrix[2]) / depth, (matrix[3] * x + matrix[4] * y + matrix[5]) / depth];
}

/**
 * A homography as CSS writes it, for an element whose `transform-origin` is its upper left corner.
 * @param {Matrix} matrix
 * @returns {string}
 */
export function cssMatrix([a, b, c, d, e, f, g, i, j]) {
  return `matrix3d(${[a, d, 0, g, b, e, 0, i, 0, 0, 1, 0, c, f, 0, j].join(',')})`;
}
