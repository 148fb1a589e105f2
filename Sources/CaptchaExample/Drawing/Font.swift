import CApusCairo

extension Canvas {
  /// Font size at which outlines are taken; curves become polygons within 1/10 of its pixels.
  private static var outlineSize: Double { 64 }

  /// Makes `family` the font of what is drawn next, without hints.
  ///
  /// Throws `DrawingError.noFont` when no font is installed. Cairo then silently falls back to a
  /// few strokes of its own, which it counts as a "user font".
  func selectFont(_ family: String, bold: Bool = false, size: Double = Canvas.outlineSize) throws {
    let weight = bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL
    cairo_select_font_face(context, family, CAIRO_FONT_SLANT_NORMAL, weight)
    cairo_set_font_size(context, size)
    let options = cairo_font_options_create()
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    cairo_set_font_options(context, options)
    cairo_font_options_destroy(options)

    let font = cairo_get_scaled_font(context)
    let status = cairo_scaled_font_status(font)
    guard status == CAIRO_STATUS_SUCCESS else {
      throw DrawingError.noFont(reason: "\(family): \(cairoMessage(status))")
    }
    guard cairo_scaled_font_get_type(font) != CAIRO_FONT_TYPE_USER else {
      throw DrawingError.noFont(reason: "\(family) was looked for, but no font is installed")
    }
  }

  /// The outline of a character in the selected font; nil when it has no ink.
  func outline(of character: Character) -> GlyphOutline? {
    cairo_new_path(context)
    cairo_move_to(context, 0, 0)
    cairo_set_tolerance(context, 0.1)
    cairo_text_path(context, String(character))
    guard let path = cairo_copy_path_flat(context) else { return nil }
    defer { cairo_path_destroy(path) }
    cairo_new_path(context)

    var contours: [[Point]] = []
    var index = 0
    while index < Int(path.pointee.num_data), let data = path.pointee.data {
      let header = data[index].header
      if header.type == CAIRO_PATH_MOVE_TO { contours.append([]) }
      if header.length > 1, !contours.isEmpty {
        let point = data[index + 1].point
        let corner = Point(x: point.x / Self.outlineSize, y: point.y / Self.outlineSize)
        if corner != contours[contours.count - 1].last {
          contours[contours.count - 1].append(corner)
        }
      }
      index += max(1, Int(header.length))
    }
    for i in contours.indices where contours[i].first == contours[i].last {
      contours[i].removeLast()
    }
    return GlyphOutline(contours: contours.filter { $0.count > 2 })
  }

  /// How far the selected font moves on after `text`, in pixels.
  func advance(of text: String) -> Double {
    var extents = cairo_text_extents_t()
    cairo_text_extents(context, text, &extents)
    return extents.x_advance
  }

  /// Writes `text` in the selected font and the current colour.
  func show(_ text: String, center: Double, baseline: Double) {
    cairo_move_to(context, center - advance(of: text) / 2, baseline)
    cairo_show_text(context, text)
  }
}
