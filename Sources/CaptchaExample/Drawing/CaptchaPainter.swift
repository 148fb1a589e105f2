import Apus
import CApusCairo

/// Draws CAPTCHAs: digits of random size, turned, bent and pushed together, on a light ground among
/// dots and under an arc.
///
/// They are of the kind that the Python package captcha 0.7.1 draws by default, and keep to its
/// sizes and colours. An image depends on the text, the generator and the font alone.
struct CaptchaPainter: Sendable {
  static let width = 160
  static let height = 60
  static let channels = 3

  private let outlines: [Character: GlyphOutline]

  /// Throws `DrawingError.noFont` when digits cannot be drawn with the fonts installed: better than
  /// empty pictures, which Cairo would draw without a word.
  init() throws {
    var digits = try GlyphOutline.digits(family: "DejaVu Sans")
    digits["1"] = GlyphOutline.slimOne
    outlines = digits.mapValues { $0.bolder(by: 0.024).subdivided(spacing: 0.05) }
  }

  /// A picture of `text`, which consists of the digits 0 to 9.
  ///
  /// - Returns: uint8 pixels, 60 x 160 x 3, interleaved RGB.
  func draw(_ text: String, using random: inout some RandomNumberGenerator) -> [UInt8] {
    let canvas: Canvas
    do {
      canvas = try Canvas(width: Self.width, height: Self.height)
    } catch {
      trap("CaptchaPainter.draw: \(error)")  // 40 kB of memory were not to be had
    }
    canvas.fill(.random(in: 238...255, using: &random))
    let ink = Color.random(in: 10...200, using: &random)
    draw(layOut(text, using: &random), in: ink, on: canvas, using: &random)
    canvas.use(ink)
    canvas.drawDots(count: 30, using: &random)
    canvas.drawArc(using: &random)
    return smoothed(canvas.rgb(), width: Self.width, height: Self.height)
  }

  /// The room of one character, or of a gap between two.
  private struct Cell {
    var outline: GlyphOutline?
    var box: Box

    /// A cell at one of three font sizes, in pixels, at the left edge.
    init(_ outline: GlyphOutline?, using random: inout some RandomNumberGenerator) {
      self.outline = outline
      let size = Double([42, 50, 56][Int.random(in: 0..<3, using: &random)])
      let height = 1.09 * size
      let y = max(0, (Double(CaptchaPainter.height) - height) / 2)
      box = Box(x: 0, y: y, width: 0.62 * size, height: height)
    }
  }

  /// Cells from left to right, each pushed over the one before by up to a quarter of the mean
  /// width. Half of the characters, at random, have a gap before them. Too long a row is squeezed.
  private func layOut(
    _ text: String, using random: inout some RandomNumberGenerator
  ) -> (cells: [Cell], squeezed: Bool) {
    var cells: [Cell] = []
    for character in text {
      guard let outline = outlines[character] else {
        trap("CaptchaPainter.draw: \"\(text)\" has \"\(character)\", expected digits 0-9")
      }
      if Bool.random(using: &random) { cells.append(Cell(nil, using: &random)) }
      cells.append(Cell(outline, using: &random))
    }
    let total = cells.reduce(0) { $0 + $1.box.width }
    let mean = total / Double(max(1, text.count))
    let squeeze = min(1, Double(Self.width) / max(1, total))
    var x = 0.1 * mean
    for i in cells.indices {
      cells[i].box.x = x * squeeze
      x += cells[i].box.width - .random(in: 0...0.25 * mean, using: &random)
      cells[i].box.width *= squeeze
    }
    return (cells, squeeze < 1)
  }

  /// Characters are the more see-through the darker their ink, and darker where they overlap. Their
  /// edges are hard, except in a squeezed row.
  private func draw(
    _ row: (cells: [Cell], squeezed: Bool), in ink: Color, on canvas: borrowing Canvas,
    using random: inout some RandomNumberGenerator
  ) {
    canvas.use(ink, opacity: min(1, 1.97 * ink.luminance / 255))
    let antialias = row.squeezed ? CAIRO_ANTIALIAS_FAST : CAIRO_ANTIALIAS_NONE
    for cell in row.cells {
      if let outline = cell.outline {
        canvas.draw(
          outline, bent: .random(using: &random), in: cell.box, antialias: antialias, using: &random
        )
      }
    }
  }
}

extension GlyphOutline {
  /// A 1 without a foot, which DejaVu's has and the model of these images does not.
  static let slimOne = GlyphOutline(contours: [
    [
      Point(x: 0.28, y: 0), Point(x: 0.28, y: 0.714), Point(x: 0.192, y: 0.714),
      Point(x: 0.192, y: 0.105), Point(x: 0.048, y: 0.218), Point(x: 0, y: 0.155),
      Point(x: 0.204, y: 0),
    ]
  ])
}

extension Color {
  /// Red, green and blue drawn one after the other from `range`.
  static func random(
    in range: ClosedRange<UInt8>, using random: inout some RandomNumberGenerator
  ) -> Color {
    Color(
      red: .random(in: range, using: &random), green: .random(in: range, using: &random),
      blue: .random(in: range, using: &random))
  }
}
