extension ParameterGroup {
  /// The name of a number in an update rule, as it is written to checkpoints. A rule of one's own adds
  /// its names in an extension.
  public struct Option: RawRepresentable, Hashable, Sendable, Comparable, CustomStringConvertible {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let lr = Option(rawValue: "lr")
    public static let weightDecay = Option(rawValue: "weight_decay")
    public static let momentum = Option(rawValue: "momentum")
    public static let dampening = Option(rawValue: "dampening")
    public static let nesterov = Option(rawValue: "nesterov")
    public static let beta1 = Option(rawValue: "beta1")
    public static let beta2 = Option(rawValue: "beta2")
    public static let eps = Option(rawValue: "eps")
    public static let maximize = Option(rawValue: "maximize")

    public var description: String { rawValue }

    public static func < (a: Option, b: Option) -> Bool { a.rawValue < b.rawValue }

    /// Why this option cannot have this value, nil where it can.
    func problem(with value: Double) -> String? {
      guard let allowed else {
        return value.isFinite ? nil : "\(self) must be a finite number, got \(value)"
      }
      return allowed.fits(value) ? nil : "\(self) must be \(allowed.text), got \(value)"
    }

    private var allowed: (text: String, fits: (Double) -> Bool)? {
      switch self {
      case .lr, .weightDecay, .momentum, .eps:
        ("a finite number that is not negative", { $0 >= 0 && $0.isFinite })
      case .beta1, .beta2: ("at least 0 and less than 1", { (0..<1).contains($0) })
      case .nesterov, .maximize: ("0 or 1", { $0 == 0 || $0 == 1 })
      default: nil
      }
    }
  }
}
