/// The type of an array's elements.
public enum DType: String, Sendable, Hashable, CaseIterable, CustomStringConvertible {
  case float32, float64, int64, int32, uint8, bool

  public var description: String { rawValue }

  /// float32 or float64: the types that can carry gradients.
  public var isFloatingPoint: Bool { self == .float32 || self == .float64 }

  /// Neither floating-point numbers nor truth values.
  var isInteger: Bool { category == 1 }

  /// Bytes an element.
  public var size: Int { accept(SizeOf()) }

  /// Calls the visitor with the Swift type of the elements.
  ///
  /// This is the one switch over types in the project: a kernel is a generic `visit`, and each case
  /// below makes its own specialised copy of it.
  @inline(__always)
  func accept<V: DTypeVisitor>(_ visitor: V) -> V.Result {
    switch self {
    case .float32: visitor.visit(Float.self)
    case .float64: visitor.visit(Double.self)
    case .int64: visitor.visit(Int.self)
    case .int32: visitor.visit(Int32.self)
    case .uint8: visitor.visit(UInt8.self)
    case .bool: visitor.visit(Bool.self)
    }
  }

  /// `accept` for kernels that exist for floating-point elements only.
  @inline(__always)
  func acceptFloating<V: FloatingVisitor>(_ operation: @autoclosure () -> String, _ visitor: V)
    -> V.Result
  {
    switch self {
    case .float32: visitor.visit(Float.self)
    case .float64: visitor.visit(Double.self)
    default: trap("\(operation()): needs float32 or float64, got \(self)")
    }
  }

  /// Calls the function of the elements' type: `dtype.floating("ctcLoss", { run(.float32) }, { run(.float64) })` where
  /// it takes kernels.
  @inline(__always)
  func floating<R>(
    _ operation: @autoclosure () -> String, _ float: () -> R, _ double: () -> R
  ) -> R {
    floating(operation(), { _ in float() }, { _ in double() })
  }

  /// The same for a generic function, which is handed over twice: `dtype.floating("scale", run, run)`.
  @inline(__always)
  func floating<R>(
    _ operation: @autoclosure () -> String, _ float: (Float.Type) -> R, _ double: (Double.Type) -> R
  ) -> R {
    switch self {
    case .float32: float(Float.self)
    case .float64: double(Double.self)
    default: trap("\(operation()): needs float32 or float64, got \(self)")
    }
  }
}

/// A kernel that is made for every element type.
protocol DTypeVisitor {
  associatedtype Result
  func visit<T: NumericElement>(_: T.Type) -> Result
}

/// A kernel that is made for float32 and float64.
protocol FloatingVisitor {
  associatedtype Result
  func visit<T: ProductElement>(_: T.Type) -> Result
}

private struct SizeOf: DTypeVisitor {
  func visit<T: NumericElement>(_: T.Type) -> Int { MemoryLayout<T>.stride }
}

// MARK: - Promotion

extension DType {
  /// bool < integers < floating point; the category decides when a 0-d operand meets an array.
  private var category: Int {
    switch self {
    case .bool: 0
    case .uint8, .int32, .int64: 1
    case .float32, .float64: 2
    }
  }

  /// The smallest type that holds both, as PyTorch promotes two arrays of equal standing.
  public static func promote(_ a: DType, _ b: DType) -> DType {
    if a == b { return a }
    if a.category != b.category { return a.category > b.category ? a : b }
    // Within a category, from narrow to wide.
    let order: [DType] = [.uint8, .int32, .int64, .float32, .float64]
    return order.last { $0 == a || $0 == b } ?? a
  }

  /// PyTorch's promotion of two operands: a 0-d operand counts only where its category is higher.
  /// Source: https://pytorch.org/docs/stable/tensor_attributes.html
  static func promote(_ a: DType, isScalar aIsScalar: Bool, _ b: DType, isScalar bIsScalar: Bool)
    -> DType
  {
    if aIsScalar != bIsScalar {
      let (array, scalar) = aIsScalar ? (b, a) : (a, b)
      if scalar.category <= array.category { return array }
      return scalar
    }
    return promote(a, b)
  }
}
