import CApusCairo

/// A picture of what was read where: the image four times as large, a line over each column at
/// which a character was recognised, and that character above it in a white margin.
///
/// - Parameters:
///   - pixels: The image, uint8, height x width x channels, interleaved: 1 grey, 3 RGB.
///   - marks: Columns of the image, 0 ..< width, and what was recognised there. Labels that would
///     overlap are moved apart, in the order of their columns.
///   - steps: If not empty, what was predicted at each of so many steps spread evenly over the
///     width, nil for a blank; shown as a strip below the image.
/// - Returns: uint8 pixels of the picture, height x width x 3, interleaved RGB.
/// - Throws: `DrawingError.unfit` for pixels or marks that do not match the size,
///   `DrawingError.noFont`, and `DrawingError.canvas` for an image that is too large to draw.
func annotate(
  pixels: [UInt8], width: Int, height: Int, channels: Int,
  marks: [(column: Int, label: String)], steps: [String?] = []
) throws -> (pixels: [UInt8], width: Int, height: Int) {
  if let wrong = marks.first(where: { !(0..<max(0, width)).contains($0.column) }) {
    throw DrawingError.unfit(
      reason: "mark \"\(wrong.label)\" at column \(wrong.column) of \(width)")
  }
  let image = try Canvas(pixels: pixels, width: width, height: height, channels: channels)
  let annotation = Annotation(width: width, height: height, hasSteps: !steps.isEmpty)
  let canvas = try Canvas(width: annotation.totalWidth, height: annotation.totalHeight)
  annotation.draw(image, on: canvas)
  try annotation.draw(marks.sorted { $0.column < $1.column }, on: canvas)
  if !steps.isEmpty { try annotation.draw(steps, on: canvas) }
  try canvas.check()
  return (canvas.rgb(), canvas.width, canvas.height)
}

/// Where things stand in an annotated picture, in its pixels.
private struct Annotation {
  static let scale = 4.0
  static let side = 16.0
  static let top = 64.0
  static let accent = Color(red: 200, green: 16, blue: 60)
  static let faint = Color(red: 205, green: 205, blue: 212)

  let imageWidth: Double
  let imageHeight: Double
  let totalWidth: Int
  let totalHeight: Int

  init(width: Int, height: Int, hasSteps: Bool) {
    imageWidth = Self.scale * Double(width)
    imageHeight = Self.scale * Double(height)
    totalWidth = Int(imageWidth + 2 * Self.side)
    totalHeight = Int(Self.top + imageHeight + (hasSteps ? 52 : Self.side))
  }

  /// The image itself, each pixel a square.
  func draw(_ image: borrowing Canvas, on canvas: borrowing Canvas) {
    cairo_save(canvas.context)
    cairo_translate(canvas.context, Self.side, Self.top)
    cairo_scale(canvas.context, Self.scale, Self.scale)
    cairo_set_source_surface(canvas.context, image.surface, 0, 0)
    cairo_pattern_set_filter(cairo_get_source(canvas.context), CAIRO_FILTER_NEAREST)
    cairo_rectangle(canvas.context, 0, 0, Double(image.width), Double(image.height))
    cairo_fill(canvas.context)
    cairo_restore(canvas.context)
  }

  /// A line one column wide between two thin white ones, and a leader from it to the label.
  func draw(_ marks: [(column: Int, label: String)], on canvas: borrowing Canvas) throws {
    try canvas.selectFont("DejaVu Sans", bold: true, size: 34)
    let lines = marks.map { Self.side + Self.scale * Double($0.column) }
    let labels = placed(
      marks.map(\.label), at: lines.map { $0 + Self.scale / 2 }, gap: 8, on: canvas)
    for (line, label) in zip(lines, labels) {
      canvas.use(Color(red: 255, green: 255, blue: 255))
      cairo_rectangle(canvas.context, line - 1.5, Self.top, Self.scale + 3, imageHeight)
      cairo_fill(canvas.context)
      canvas.use(Self.accent)
      cairo_rectangle(canvas.context, line, Self.top, Self.scale, imageHeight)
      cairo_fill(canvas.context)
      cairo_move_to(canvas.context, line + Self.scale / 2, Self.top)
      cairo_line_to(canvas.context, label.center, Self.top - 14)
      cairo_set_line_width(canvas.context, 2)
      cairo_stroke(canvas.context)
      canvas.show(label.text, center: label.center, baseline: Self.top - 22)
    }
  }

  /// A dot for each blank, a bar for each run of one prediction and its name below.
  func draw(_ steps: [String?], on canvas: borrowing Canvas) throws {
    let step = imageWidth / Double(steps.count)
    let y = Self.top + imageHeight + 10
    var names: [String] = []
    var centers: [Double] = []
    for run in runs(of: steps) {
      let x = Self.side + step * Double(run.steps.lowerBound)
      if let name = run.name {
        canvas.use(Self.accent)
        cairo_rectangle(canvas.context, x + 0.5, y, step * Double(run.steps.count) - 1, 10)
        names.append(name)
        centers.append(x + step * Double(run.steps.count) / 2)
      } else {
        canvas.use(Self.faint)
        for i in 0..<run.steps.count {
          cairo_rectangle(canvas.context, x + step * (Double(i) + 0.25), y + 4, step / 2, 2)
        }
      }
      cairo_fill(canvas.context)
    }
    try canvas.selectFont("DejaVu Sans", size: 18)
    canvas.use(Color(red: 60, green: 60, blue: 66))
    for label in placed(names, at: centers, gap: 3, on: canvas) {
      canvas.show(label.text, center: label.center, baseline: y + 30)
    }
  }

  /// Labels in the selected font as near to their places as the order, the gap between them and
  /// the edges of the picture allow.
  private func placed(
    _ labels: [String], at places: [Double], gap: Double, on canvas: borrowing Canvas
  ) -> [(text: String, center: Double)] {
    let halves = labels.map { canvas.advance(of: $0) / 2 }
    var centers = places
    var edge = 0.0
    for i in centers.indices {
      centers[i] = max(centers[i], edge + halves[i])
      edge = centers[i] + halves[i] + gap
    }
    edge = Double(totalWidth)
    for i in centers.indices.reversed() {
      centers[i] = min(centers[i], edge - halves[i])
      edge = centers[i] - halves[i] - gap
    }
    return Array(zip(labels, centers))
  }
}

/// Neighbouring steps with the same prediction.
private func runs(of steps: [String?]) -> [(name: String?, steps: Range<Int>)] {
  var runs: [(name: String?, steps: Range<Int>)] = []
  for (i, name) in steps.enumerated() {
    if let last = runs.last, last.name == name {
      runs[runs.count - 1].steps = last.steps.lowerBound..<i + 1
    } else {
      runs.append((name, i..<i + 1))
    }
  }
  return runs
}
