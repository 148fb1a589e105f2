import ApusAutograd
import ApusTensor

/// An entry of PyTorch's list of operations, and the call that is ours.
struct OpEntry: Sendable {
  let name: String
  /// Whether it seeds and draws from the default generator, which is the whole process'.
  let drawsFromDefault: Bool
  /// Why its gradients are not compared; nil: they are.
  let withoutGradients: String?
  /// How far float32 may be from PyTorch's float64, which counts the rounding of the inputs too.
  let float32: Tolerance
  let call: @Sendable (OpSample) throws -> [Tensor]

  /// A call with one result.
  static func op(
    _ name: String, drawsFromDefault: Bool = false, withoutGradients: String? = nil,
    float32: Tolerance = .standard(.float32),
    _ call: @escaping @Sendable (OpSample) throws -> Tensor
  ) -> OpEntry {
    ops(
      name, drawsFromDefault: drawsFromDefault, withoutGradients: withoutGradients, float32: float32
    ) {
      [try call($0)]
    }
  }

  /// A call with several results.
  static func ops(
    _ name: String, drawsFromDefault: Bool = false, withoutGradients: String? = nil,
    float32: Tolerance = .standard(.float32),
    _ call: @escaping @Sendable (OpSample) throws -> [Tensor]
  ) -> OpEntry {
    OpEntry(
      name: name, drawsFromDefault: drawsFromDefault, withoutGradients: withoutGradients,
      float32: float32, call: call)
  }
}

/// Entries of one kind.
struct OpTopic: Sendable {
  let title: String
  let entries: [OpEntry]
}

/// Why a sample is not compared.
struct OpSkip: Error {
  enum Kind: String, Sendable, Encodable {
    /// There is no such argument here.
    case lacking
    /// The answer, or the refusal, is another on purpose.
    case different
  }
  let kind: Kind
  let reason: String
}

extension OpSample {
  /// Leaves the sample out: something is missing here.
  func lacking(_ reason: String, if condition: Bool = true) throws {
    if condition { throw OpSkip(kind: .lacking, reason: reason) }
  }

  /// Leaves the sample out: the answer is another on purpose.
  func different(_ reason: String, if condition: Bool = true) throws {
    if condition { throw OpSkip(kind: .different, reason: reason) }
  }
}
