/// A point; x grows to the right, y downwards.
struct Point: Equatable, Sendable {
  var x: Double
  var y: Double
}

/// The outline of a character at a font size of 1, moved so that its ink starts at (0, 0).
///
/// Outlines are plain numbers: fonts are only asked when a painter is made, and threads share
/// nothing of Cairo's.
struct GlyphOutline: Equatable, Sendable {
  /// Closed polygons, filled by the non-zero winding rule.
  let contours: [[Point]]
  /// Width and height of the ink.
  let width: Double
  let height: Double

  /// Nil when the polygons enclose nothing.
  init?(contours: [[Point]]) {
    let points = contours.joined()
    guard let left = points.map(\.x).min(), let right = points.map(\.x).max(),
      let top = points.map(\.y).min(), let bottom = points.map(\.y).max(),
      right > left, bottom > top
    else { return nil }
    self.contours = contours.map { $0.map { Point(x: $0.x - left, y: $0.y - top) } }
    width = right - left
    height = bottom - top
  }

  /// The outline made thicker by `margin` on both sides of every stroke; holes shrink.
  func bolder(by margin: Double) -> GlyphOutline {
    // Fonts turn outer contours one way and holes the other: the sum tells which is which.
    let area = contours.reduce(0) { $0 + Self.signedArea($1) }
    let outwards = area > 0 ? margin : -margin
    let moved = contours.map { contour in
      contour.indices.map { i -> Point in
        let (before, at) = (contour[(i + contour.count - 1) % contour.count], contour[i])
        let after = contour[(i + 1) % contour.count]
        let (a, b) = (Self.normal(before, at), Self.normal(at, after))
        // To the corner of the two moved edges; sharp corners are not drawn out to spikes.
        let scale = outwards / max(0.5, 1 + a.x * b.x + a.y * b.y)
        return Point(x: at.x + scale * (a.x + b.x), y: at.y + scale * (a.y + b.y))
      }
    }
    return GlyphOutline(contours: moved) ?? self
  }

  /// The same outline with corners no further apart than `spacing`.
  func subdivided(spacing: Double) -> GlyphOutline {
    let finer = contours.map { contour in
      zip(contour, contour.dropFirst() + contour.prefix(1)).flatMap { from, to -> [Point] in
        let (x, y) = (to.x - from.x, to.y - from.y)
        let parts = max(1, ((x * x + y * y).squareRoot() / spacing).rounded(.up))
        return (0..<Int(parts)).map {
          Point(x: from.x + x * Double($0) / parts, y: from.y + y * Double($0) / parts)
        }
      }
    }
    return GlyphOutline(contours: finer) ?? self
  }

  private static func signedArea(_ contour: [Point]) -> Double {
    zip(contour, contour.dropFirst() + contour.prefix(1)).reduce(0) {
      $0 + ($1.0.x * $1.1.y - $1.1.x * $1.0.y) / 2
    }
  }

  /// The unit normal of an edge, to the left of its direction as seen on a page.
  private static func normal(_ from: Point, _ to: Point) -> Point {
    let (x, y) = (to.x - from.x, to.y - from.y)
    let length = max(1e-12, (x * x + y * y).squareRoot())
    return Point(x: y / length, y: -x / length)
  }

  /// The digits 0 to 9 of a font family, or of what fontconfig offers in its place.
  ///
  /// Throws `DrawingError.noFont` when there is no font, when it lacks a digit, or when two digits
  /// look the same.
  static func digits(family: String) throws -> [Character: GlyphOutline] {
    let canvas = try Canvas(width: 1, height: 1)
    try canvas.selectFont(family)
    let missing = canvas.outline(of: "\u{10FFFD}")  // for private use: most often a box
    var outlines: [Character: GlyphOutline] = [:]
    for digit in "0123456789" {
      guard let outline = canvas.outline(of: digit), outline != missing else {
        throw DrawingError.noFont(reason: "\(family) does not show \"\(digit)\"")
      }
      if let twin = outlines.first(where: { $0.value == outline }) {
        throw DrawingError.noFont(
          reason: "\(family) shows \"\(twin.key)\" and \"\(digit)\" as the same shape")
      }
      outlines[digit] = outline
    }
    return outlines
  }
}
