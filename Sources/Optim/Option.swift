extension ParameterGroup {
  /// The name of a number in an update rule, as it is written to checkpoints, and the values that it may have.
  ///
  /// A rule declares those of its own in its file, and has in `ParameterGroup` a property for them if it likes:
  ///
  ///     extension ParameterGroup.Option {
  ///       static let horizon = Self("horizon", .notNegative)
  ///     }
  public struct Option: RawRepresentable, Hashable, Sendable, Comparable, CustomStringConvertible {
    public let rawValue: String
    private let values: Values

    public init(_ name: String, _ values: Values) { (rawValue, self.values) = (name, values) }

    /// An option that may have any finite value.
    public init(rawValue: String) { self.init(rawValue, .finite) }

    public static let lr = Self("lr", .notNegative)
    public static let weightDecay = Self("weight_decay", .notNegative)
    public static let momentum = Self("momentum", .notNegative)
    public static let dampening = Self("dampening", .finite)
    public static let nesterov = Self("nesterov", .flag)
    public static let beta1 = Self("beta1", .fraction)
    public static let beta2 = Self("beta2", .fraction)
    public static let eps = Self("eps", .notNegative)
    public static let maximize = Self("maximize", .flag)

    public var description: String { rawValue }

    public static func == (a: Option, b: Option) -> Bool { a.rawValue == b.rawValue }
    public static func < (a: Option, b: Option) -> Bool { a.rawValue < b.rawValue }
    public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }

    /// Why this option cannot have this value, nil where it can.
    func problem(with value: Double) -> String? {
      values.contain(value) ? nil : "\(self) must be \(values.text), got \(value)"
    }
  }
}

extension ParameterGroup.Option {
  /// What values an option may have.
  public struct Values: Sendable {
    let text: String
    let contain: @Sendable (Double) -> Bool

    public static let finite = Self(text: "a finite number") { $0.isFinite }
    public static let notNegative = Self(text: "a finite number that is not negative") {
      $0 >= 0 && $0.isFinite
    }
    /// From 0 to 1, without 1.
    public static let fraction = Self(text: "at least 0 and less than 1") { (0..<1).contains($0) }
    public static let upToOne = Self(text: "from 0 to 1") { (0...1).contains($0) }
    /// A truth value.
    public static let flag = Self(text: "0 or 1") { $0 == 0 || $0 == 1 }
  }
}
