// Comparisons of two arrays: truth values.

extension NDArray {
  public func equal(_ other: NDArray) -> NDArray { pairs(other, Equal.self) }
  public func notEqual(_ other: NDArray) -> NDArray { pairs(other, NotEqual.self) }
  public func less(_ other: NDArray) -> NDArray { pairs(other, Less.self) }
  public func lessEqual(_ other: NDArray) -> NDArray {
    pairs(other, LessEqual.self)
  }
  public func greater(_ other: NDArray) -> NDArray { pairs(other, Greater.self) }
  public func greaterEqual(_ other: NDArray) -> NDArray {
    pairs(other, GreaterEqual.self)
  }
}

enum Equal: ComparisonFunction {
  static let name = "equal"
  static func apply<T: NumericElement>(_ a: T, _ b: T) -> Bool { a == b }
}
enum NotEqual: ComparisonFunction {
  static let name = "notEqual"
  static func apply<T: NumericElement>(_ a: T, _ b: T) -> Bool { a != b }
}
enum Less: ComparisonFunction {
  static let name = "less"
  static func apply<T: NumericElement>(_ a: T, _ b: T) -> Bool { T.less(a, b) }
}
enum LessEqual: ComparisonFunction {
  static let name = "lessEqual"
  static func apply<T: NumericElement>(_ a: T, _ b: T) -> Bool { T.less(a, b) || a == b }
}
enum Greater: ComparisonFunction {
  static let name = "greater"
  static func apply<T: NumericElement>(_ a: T, _ b: T) -> Bool { T.less(b, a) }
}
enum GreaterEqual: ComparisonFunction {
  static let name = "greaterEqual"
  static func apply<T: NumericElement>(_ a: T, _ b: T) -> Bool { LessEqual.apply(b, a) }
}
enum NotLessEqual: ComparisonFunction {
  static let name = "notLessEqual"
  static func apply<T: NumericElement>(_ a: T, _ b: T) -> Bool { !LessEqual.apply(a, b) }
}
