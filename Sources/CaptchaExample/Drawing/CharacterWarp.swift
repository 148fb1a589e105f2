import CApusCairo
import Foundation

/// How a character is turned, stretched to fill a box, and the box set askew.
///
/// The turned ink box, not the turned ink, is what fills the box: a slim character that stands
/// straight becomes as wide as the others, and one that leans stays slim.
struct CharacterWarp {
  /// Clockwise, in radians.
  var angle: Double
  /// How far the corners move, as parts of the box: those of the left and right side sideways (top
  /// and bottom in opposite directions), those of the top and bottom side up and down.
  var left: Double
  var right: Double
  var top: Double
  var bottom: Double

  /// Turned by up to 30 degrees, sides askew by up to a sixth and ends by up to a tenth.
  static func random(using random: inout some RandomNumberGenerator) -> CharacterWarp {
    let degrees = Double.random(in: -30...30, using: &random)
    let sideways = Double.random(in: 0...0.17, using: &random)
    let upright = Double.random(in: 0...0.1, using: &random)
    return CharacterWarp(
      angle: degrees * .pi / 180,
      left: .random(in: -sideways...sideways, using: &random),
      right: .random(in: -sideways...sideways, using: &random),
      top: .random(in: -upright...upright, using: &random),
      bottom: .random(in: -upright...upright, using: &random))
  }

  /// The outline's polygons with the box at 0 ... 1.
  func apply(to outline: GlyphOutline) -> [[Point]] {
    let (c, s) = (cos(angle), sin(angle))
    let width = outline.width * abs(c) + outline.height * abs(s)
    let height = outline.width * abs(s) + outline.height * abs(c)
    return outline.contours.map { contour in
      contour.map { point in
        let (x, y) = (point.x - outline.width / 2, point.y - outline.height / 2)
        let u = (c * x - s * y) / width + 0.5
        let v = (s * x + c * y) / height + 0.5
        return Point(
          x: u - (1 - 2 * v) * (left * (1 - u) - right * u),
          y: v - (1 - 2 * u) * (top * (1 - v) - bottom * v))
      }
    }
  }
}

/// A rectangle in pixels.
struct Box {
  var x: Double
  var y: Double
  var width: Double
  var height: Double
}

extension Canvas {
  /// Draws a character into a box, bent, in the current colour. Every corner is moved by up to half
  /// a pixel, which makes edges uneven; what would stick out is cut off.
  func draw(
    _ outline: GlyphOutline, bent warp: CharacterWarp, in box: Box, antialias: cairo_antialias_t,
    using random: inout some RandomNumberGenerator
  ) {
    cairo_save(context)
    cairo_rectangle(context, box.x, box.y, box.width, box.height)
    cairo_clip(context)
    for contour in warp.apply(to: outline) {
      cairo_new_sub_path(context)
      for point in contour {
        let x = box.x + point.x * box.width + .random(in: -0.5...0.5, using: &random)
        let y = box.y + point.y * box.height + .random(in: -0.5...0.5, using: &random)
        cairo_line_to(context, x, y)
      }
      cairo_close_path(context)
    }
    cairo_set_antialias(context, antialias)
    cairo_fill(context)
    cairo_restore(context)
  }
}
