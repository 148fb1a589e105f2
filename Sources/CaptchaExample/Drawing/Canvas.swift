import CApusCairo

/// A Cairo picture of 8 bit RGB in memory and the context that draws on it; both are freed with it.
///
/// A canvas belongs to one thread at a time; different canvases may be drawn on concurrently.
struct Canvas: ~Copyable {
  let width: Int
  let height: Int
  let context: OpaquePointer
  let surface: OpaquePointer

  /// A white canvas; throws `DrawingError.canvas` for a size that Cairo cannot draw.
  init(width: Int, height: Int) throws {
    guard
      let surface = cairo_image_surface_create(
        CAIRO_FORMAT_RGB24, Int32(clamping: width), Int32(clamping: height)),
      let context = cairo_create(surface)
    else { throw DrawingError.canvas(width: width, height: height, reason: "no memory") }
    let status = cairo_status(context)
    guard status == CAIRO_STATUS_SUCCESS else {
      cairo_destroy(context)
      cairo_surface_destroy(surface)
      let reason = cairoMessage(status)
      throw DrawingError.canvas(width: width, height: height, reason: reason)
    }
    self.width = width
    self.height = height
    self.context = context
    self.surface = surface
    fill(Color(red: 255, green: 255, blue: 255))
  }

  /// A canvas that shows `pixels`: uint8, height x width x channels, interleaved, 1 grey or 3 RGB.
  ///
  /// Throws `DrawingError.unfit` when the pixels do not fit the size.
  init(pixels: [UInt8], width: Int, height: Int, channels: Int) throws {
    let (area, tooWide) = width.multipliedReportingOverflow(by: height)
    let (count, tooMany) = area.multipliedReportingOverflow(by: channels)
    guard width > 0, height > 0, channels == 1 || channels == 3, !tooWide, !tooMany,
      count == pixels.count
    else {
      throw DrawingError.unfit(
        reason: "\(pixels.count) bytes are no \(width) x \(height) image of \(channels) channels")
    }
    try self.init(width: width, height: height)
    guard let data = cairo_image_surface_get_data(surface) else { return }
    cairo_surface_flush(surface)
    let stride = Int(cairo_image_surface_get_stride(surface))
    let (green, blue) = channels == 1 ? (0, 0) : (1, 2)
    for y in 0..<height {
      let row = UnsafeMutableRawPointer(data + y * stride).assumingMemoryBound(to: UInt32.self)
      for x in 0..<width {
        let at = (y * width + x) * channels
        row[x] =
          UInt32(pixels[at]) << 16 | UInt32(pixels[at + green]) << 8 | UInt32(pixels[at + blue])
      }
    }
    cairo_surface_mark_dirty(surface)
  }

  deinit {
    cairo_destroy(context)
    cairo_surface_destroy(surface)
  }

  /// Covers everything with one colour.
  func fill(_ color: Color) {
    use(color)
    cairo_paint(context)
  }

  /// What is drawn next has this colour, with an opacity of 0 ... 1.
  func use(_ color: Color, opacity: Double = 1) {
    cairo_set_source_rgba(
      context, Double(color.red) / 255, Double(color.green) / 255, Double(color.blue) / 255,
      opacity)
  }

  /// Throws when something that was drawn had to be left out, such as text that is no Unicode.
  func check() throws {
    let status = cairo_status(context)
    guard status == CAIRO_STATUS_SUCCESS else {
      throw DrawingError.unfit(reason: "cannot draw: \(cairoMessage(status))")
    }
  }

  /// The pixels, height x width x 3, interleaved.
  func rgb() -> [UInt8] {
    cairo_surface_flush(surface)
    guard let data = cairo_image_surface_get_data(surface) else { return [] }
    let stride = Int(cairo_image_surface_get_stride(surface))
    return [UInt8](unsafeUninitializedCapacity: width * height * 3) { pixels, count in
      for y in 0..<height {
        let row = UnsafeRawPointer(data + y * stride).assumingMemoryBound(to: UInt32.self)
        for x in 0..<width {
          let at = (y * width + x) * 3
          pixels[at] = UInt8(truncatingIfNeeded: row[x] >> 16)
          pixels[at + 1] = UInt8(truncatingIfNeeded: row[x] >> 8)
          pixels[at + 2] = UInt8(truncatingIfNeeded: row[x])
        }
      }
      count = width * height * 3
    }
  }
}

/// An opaque colour, each part 0 ... 255.
struct Color: Equatable {
  var red: UInt8
  var green: UInt8
  var blue: UInt8

  /// How light it looks, 0 ... 255 (ITU-R BT.601).
  var luminance: Double {
    0.299 * Double(red) + 0.587 * Double(green) + 0.114 * Double(blue)
  }
}

/// Cairo's own words for what went wrong.
func cairoMessage(_ status: cairo_status_t) -> String {
  cairo_status_to_string(status).map { String(cString: $0) } ?? "Cairo status \(status.rawValue)"
}
