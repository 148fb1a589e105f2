// A function is a type, not a closure: the loops are then specialised for it.

/// Of one floating-point element.
protocol UnaryFunction: SendableMetatype {
  /// The operation, in a message.
  static var name: String { get }
  static func apply<T: FloatingElement>(_ x: T) -> T
  /// The same over n elements of float32 as vector code, where there is some.
  static var float32: MapKernel? { get }
}

/// y[i] = f(x[i]) for n elements; x and y may be the same.
typealias MapKernel = @Sendable (UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void

extension UnaryFunction {
  static var float32: MapKernel? { nil }
}

/// Of two elements of one type, which the result has too.
protocol BinaryFunction: SendableMetatype {
  static var name: String { get }
  static func apply<T: NumericElement>(_ a: T, _ b: T) -> T
}

/// Of two floating-point elements; integers become float32 first.
protocol FloatingBinaryFunction: SendableMetatype {
  static var name: String { get }
  static func apply<T: FloatingElement>(_ a: T, _ b: T) -> T
}

/// Of two elements of one type, a truth value.
protocol ComparisonFunction: SendableMetatype {
  static var name: String { get }
  static func apply<T: NumericElement>(_ a: T, _ b: T) -> Bool
}
