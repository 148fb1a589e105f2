public import ApusAutograd
public import ApusNN
import ApusTensor

/// Proves the gradients of a module's parameters, each by its name: throws a `GradCheckFailure` unless
/// they agree with central differences.
///
///     try gradCheck(lstm, order: 2) { lstm(input).output }
///
/// Parameters are moved in place, so `result` calls the module itself, and every call must give the
/// same. They have their values back at the end; buffers too, and no `grad` is touched. Parameters that
/// do not require gradients are left alone. All else is as for a function of tensors.
@discardableResult
public func gradCheck(
  _ module: Module, order: Int = 1, eps: Double = GradCheckDefaults.eps,
  atol: Double = GradCheckDefaults.atol, rtol: Double = GradCheckDefaults.rtol,
  richardson: Bool = false, mode: GradCheckMode = .automatic, _ result: () throws -> Tensor
) throws -> GradCheckSummary {
  try gradCheck(
    module, [], order: order, eps: eps, atol: atol, rtol: rtol, richardson: richardson, mode: mode
  ) { _ in try result() }
}

/// Proves the gradients of a module's parameters and of its inputs together; with `order: 2` also how
/// the gradients of each change with the others.
///
///     try gradCheck(linear, [x], order: 2) { linear($0[0]) }
///
/// The function is called with copies of `inputs` and must use them.
@discardableResult
public func gradCheck(
  _ module: Module, _ inputs: [Tensor], order: Int = 1, eps: Double = GradCheckDefaults.eps,
  atol: Double = GradCheckDefaults.atol, rtol: Double = GradCheckDefaults.rtol,
  richardson: Bool = false, mode: GradCheckMode = .automatic,
  _ result: ([Tensor]) throws -> Tensor
) throws -> GradCheckSummary {
  let buffers = KeptBuffers(of: module)
  let parameters = module.namedParameters.filter { $0.tensor.requiresGrad }
  let outcome = Result {
    try gradCheck(
      leaves: parameters.map { ("parameter \($0.name)", $0.tensor) },
      copiesOf: inputs.enumerated().map { ("input \($0)", $1) },
      GradCheckOptions(
        order: order, eps: eps, atol: atol, rtol: rtol, richardson: richardson, mode: mode), result)
  }
  let failure = buffers.restore(in: module)
  let summary = try outcome.get()
  if let failure { throw failure }
  return summary
}

/// A module's buffers as they were before a check.
private struct KeptBuffers {
  private let before: [String: (tensor: Tensor, value: NDArray)]
  private let restorations: [() -> Void]

  init(of module: Module) {
    let buffers = module.namedBuffers
    before = Dictionary(
      uniqueKeysWithValues: buffers.map { ($0.name, ($0.tensor, $0.tensor.array)) })
    restorations = buffers.map(\.tensor.restoration)
    for (_, buffer) in buffers { buffer.replaceForNow(buffer.array) }
  }

  /// Brings back their values, also where other tensors have been assigned. Tells where that cannot be done.
  func restore(in module: Module) -> GradCheckFailure? {
    for restore in restorations { restore() }
    let after = Dictionary(uniqueKeysWithValues: module.namedBuffers)
    let names = Set(before.keys).union(after.keys).sorted()
    return names.map { restore($0, after[$0]) }.compactMap { $0 }.first
  }

  private func restore(_ name: String, _ buffer: Tensor?) -> GradCheckFailure? {
    func misuse(_ headline: String, _ explanation: String) -> GradCheckFailure {
      GradCheckFailure(.misuse, "buffer \(name) \(headline)", because: explanation)
    }
    guard let (old, value) = before[name] else {
      return misuse("was nil before the check", "assign it before")
    }
    guard let buffer else { return misuse("has become nil", "the function must leave it") }
    if buffer === old { return nil }
    if buffer.shape != value.shape || buffer.dtype != value.dtype {
      return misuse(
        "has become another",
        "it was \(value.dtype) \(value.shape), and \(buffer.dtype) \(buffer.shape) was assigned to it"
      )
    }
    buffer.update { $0 = value }
    return nil
  }
}
