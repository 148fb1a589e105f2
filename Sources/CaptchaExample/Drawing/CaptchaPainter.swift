import CCairo

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

  /// Throws `DrawingError.noFont` when digits cannot be drawn with the fonts installed.
  init() throws {
    outlines = try GlyphOutline.digits(family: "DejaVu Sans")
      .merging(["1": .slimOne].compactMapValues { $0 }) { _, slim in slim }
      .mapValues { $0.bolder(by: 0.020) }
  }

  /// A picture of `text`, which consists of the digits 0 to 9: uint8, 60 x 160 x 3, interleaved RGB.
  func draw(_ text: String, using random: inout some RandomNumberGenerator) -> [UInt8] {
    do {
      let canvas = try Canvas(width: Self.width, height: Self.height)
      canvas.fill(.random(in: 238...255, using: &random))
      let ink = Color.random(in: 10...200, using: &random)
      try draw(layOut(text, using: &random), ink, on: canvas, using: &random)
      canvas.use(ink)
      canvas.drawDots(count: 30, using: &random)
      canvas.drawArc(using: &random)
      return smoothed(canvas.rgb(), width: Self.width, height: Self.height)
    } catch {
      fatalError("CaptchaPainter.draw: \(error)")  // 50 kB of memory were not to be had
    }
  }

  /// The room of one character, or of a gap between two.
  private struct Cell {
    var outline: GlyphOutline?
    var hard = true
    var x = 0.0
    var width: Double
    var height: Double

    /// A cell at one of three font sizes, in pixels.
    init(_ outline: GlyphOutline?, using random: inout some RandomNumberGenerator) {
      self.outline = outline
      let size = Double([42, 50, 56][Int.random(in: 0..<3, using: &random)])
      width = 0.62 * size
      height = 1.09 * size
    }
  }

  /// Cells from left to right, each pushed over the one before by up to a quarter of the mean width;
  /// every other character (at random) has a gap before it. Too long a row is made narrower.
  private func layOut(_ text: String, using random: inout some RandomNumberGenerator) -> [Cell] {
    var cells: [Cell] = []
    for character in text {
      guard let outline = outlines[character] else {
        fatalError("CaptchaPainter.draw: \"\(text)\" has \"\(character)\", expected digits 0-9")
      }
      if Bool.random(using: &random) { cells.append(Cell(nil, using: &random)) }
      cells.append(Cell(outline, using: &random))
    }
    let total = cells.reduce(0) { $0 + $1.width }
    let mean = total / Double(max(1, text.count))
    let squeeze = min(1, Double(Self.width) / max(1, total))
    var x = 0.1 * mean
    for i in cells.indices {
      cells[i].x = x * squeeze
      x += cells[i].width - .random(in: 0...0.25 * mean, using: &random)
      cells[i].width *= squeeze
      cells[i].hard = squeeze == 1
    }
    return cells
  }

  /// Characters are the more see-through the darker their ink, and darker where they overlap.
  private func draw(
    _ cells: [Cell], _ ink: Color, on canvas: borrowing Canvas,
    using random: inout some RandomNumberGenerator
  ) throws {
    let mask = try Canvas(width: Self.width, height: Self.height, format: .coverage)
    canvas.use(ink, opacity: min(1, 1.97 * ink.luminance / 255))
    for cell in cells {
      guard let outline = cell.outline else { continue }
      mask.clear()
      mask.draw(
        outline, bent: .random(using: &random), x: cell.x,
        y: max(0, (Double(Self.height) - cell.height) / 2), width: cell.width,
        height: cell.height, hard: cell.hard)
      cairo_mask_surface(canvas.context, mask.surface, 0, 0)
    }
  }
}

extension GlyphOutline {
  /// A 1 without a foot, which DejaVu's has and the model of these images does not.
  fileprivate static let slimOne = GlyphOutline(contours: [
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
