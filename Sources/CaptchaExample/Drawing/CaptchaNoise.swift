import CApusCairo

extension Canvas {
  /// Slanted specks of 3 x 4 pixels, anywhere, in the current colour.
  func drawDots(count: Int, using random: inout some RandomNumberGenerator) {
    for _ in 0..<count {
      let x = Double(Int.random(in: 0...width, using: &random))
      let y = Double(Int.random(in: 0...height, using: &random))
      cairo_rectangle(context, x, y - 2, 1, 1)
      cairo_rectangle(context, x - 1, y - 1, 3, 1)
      cairo_rectangle(context, x - 2, y, 3, 1)
      cairo_rectangle(context, x - 1, y + 1, 1, 1)
    }
    cairo_set_antialias(context, CAIRO_ANTIALIAS_NONE)
    cairo_fill(context)
  }

  /// The lower half of an ellipse, give or take 20 degrees at its ends, one pixel thin, in the
  /// current colour. It starts in the left fifth; a fifth of the height stays free at the top and
  /// at the bottom.
  func drawArc(using random: inout some RandomNumberGenerator) {
    let left = Int.random(in: 0...width / 5, using: &random)
    let right = Int.random(in: width / 5...width, using: &random)
    let top = Int.random(in: height / 5...height - height / 5, using: &random)
    let bottom = Int.random(in: top...height - height / 5, using: &random)
    let end = Double(Int.random(in: 160...200, using: &random)) * .pi / 180
    let start = Double(Int.random(in: 0...20, using: &random)) * .pi / 180

    cairo_save(context)
    cairo_translate(context, Double(left + right + 1) / 2, Double(top + bottom + 1) / 2)
    cairo_scale(context, max(1, Double(right - left)) / 2, max(1, Double(bottom - top)) / 2)
    cairo_arc(context, 0, 0, 1, start, end)
    cairo_restore(context)
    cairo_set_antialias(context, CAIRO_ANTIALIAS_NONE)
    cairo_set_line_width(context, 1)
    cairo_stroke(context)
  }
}

/// Each pixel mixed with its eight neighbours, 5 : 1 each; the outermost pixels stay as they are.
///
/// Pixels are height x width x 3, interleaved.
func smoothed(_ pixels: [UInt8], width: Int, height: Int) -> [UInt8] {
  guard width > 2, height > 2 else { return pixels }
  let row = width * 3
  var sums = [UInt16](repeating: 0, count: row)
  var result = pixels
  pixels.withUnsafeBufferPointer { pixels in
    sums.withUnsafeMutableBufferPointer { sums in
      result.withUnsafeMutableBufferPointer { result in
        for at in stride(from: row, to: (height - 1) * row, by: row) {
          for x in 0..<row {
            sums[x] =
              UInt16(pixels[at - row + x]) &+ UInt16(pixels[at + x]) &+ UInt16(pixels[at + row + x])
          }
          for x in 3..<row - 3 {
            let sum = sums[x - 3] &+ sums[x] &+ sums[x + 3] &+ 4 &* UInt16(pixels[at + x])
            result[at + x] = UInt8(truncatingIfNeeded: (sum &+ 6) / 13)
          }
        }
      }
    }
  }
  return result
}
