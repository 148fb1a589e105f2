/// Why a picture cannot be drawn.
enum DrawingError: Error, Equatable, CustomStringConvertible {
  /// No font is installed, or the one found cannot show the characters wanted.
  case noFont(reason: String)
  /// Cairo cannot make a picture of this size.
  case canvas(width: Int, height: Int, reason: String)
  /// What was given to draw does not fit together.
  case unfit(reason: String)

  var description: String {
    switch self {
    case .noFont(let reason):
      "no usable font: \(reason) (on Debian and Ubuntu: apt-get install fonts-dejavu-core)"
    case .canvas(let width, let height, let reason):
      "cannot draw a picture of \(width) x \(height) pixels: \(reason)"
    case .unfit(let reason):
      reason
    }
  }
}
