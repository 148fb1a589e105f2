import ApusTensor

/// One call of a row's function.
struct Call: Sendable {
  /// Which checks take it, where that does not follow from what it is.
  enum Only: Sendable {
    /// Differences; it proves nothing more beside PyTorch's numbers.
    case differences
    /// PyTorch's numbers; differences would take long or cannot be taken.
    case torch
    /// float32 beside float64, in a size at which kernels change their ways.
    case float32
  }

  let inputs: [Input]
  let arguments: [String: Value]
  let remark: String
  /// The highest order of derivatives that are compared; nil: the row's.
  let order: Int?
  /// The floating-point types that it runs in; empty: once.
  let dtypes: [DType]
  /// Whether it runs in float64 alone, on numbers that float32 does not hold.
  let isOfDoubles: Bool
  let only: Only?

  /// - Parameter dtypes: both floating-point types by default; none where no input is of such a type.
  init(
    _ inputs: Input..., with arguments: [String: Value] = [:], named remark: String = "",
    order: Int? = nil, in dtypes: [DType]? = nil, doubles: Bool = false, only: Only? = nil
  ) {
    self.init(
      inputs: inputs, arguments, remark, order: order, in: dtypes, doubles: doubles, only: only)
  }

  init(
    inputs: [Input], _ arguments: [String: Value] = [:], _ remark: String = "",
    order: Int? = nil, in dtypes: [DType]? = nil, doubles: Bool = false, only: Only? = nil
  ) {
    (self.inputs, self.arguments, self.remark) = (inputs, arguments, remark)
    (self.order, isOfDoubles, self.only) = (order, doubles, only)
    let usual: [DType] = inputs.contains(where: \.isFloatingPoint) ? [.float32, .float64] : []
    self.dtypes = doubles ? [.float64] : dtypes ?? usual
  }

  /// The same with arguments for which it has none.
  func completed(by defaults: [String: Value]) -> Call {
    Call(
      inputs: inputs, arguments.merging(defaults) { own, _ in own }, remark, order: order,
      in: dtypes, doubles: isOfDoubles, only: only)
  }

  /// Whether doubles could be drawn for it.
  var drawsDoubles: Bool {
    (only == nil || only == .torch) && dtypes.contains(.float64)
      && inputs.contains { $0.isDrawn && $0.count > 0 }
  }

  func withDoubles() -> Call {
    Call(inputs: inputs, arguments, remark, order: order, doubles: true, only: .torch)
  }

  /// Inputs, what its arguments have beyond `defaults`, and the remark.
  func description(beyond defaults: [String: Value]) -> String {
    let named = arguments.filter { defaults[$0.key] != $0.value }.sorted { $0.key < $1.key }
    var parts = [inputs.map(\.description).joined(separator: " and ")]
    parts += named.map { "\($0.key) \($0.value)" } + [remark, isOfDoubles ? "doubles" : ""]
    return parts.filter { !$0.isEmpty }.joined(separator: ", ")
  }
}

extension Value: CustomStringConvertible {
  var description: String {
    switch self {
    case .none: "nil"
    case .truth(let truth): "\(truth)"
    case .whole(let number): "\(number)"
    case .real(let number): "\(number)"
    case .text(let text): text
    case .type(let dtype): dtype.rawValue
    case .list(let values): "\(values)"
    }
  }
}

extension Call {
  /// The same for one of the checks alone.
  func only(_ only: Only?) -> Call {
    Call(
      inputs: inputs, arguments, remark, order: order, in: dtypes, doubles: isOfDoubles, only: only)
  }
}

extension [Call] {
  func only(_ only: Call.Only) -> [Call] { map { $0.only(only) } }
}
