public import Autograd
import Tensor

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
  let buffers = module.namedBuffers.map { ($0.name, $0.tensor.array) }
  let parameters = module.namedParameters.filter { $0.tensor.requiresGrad }
  let outcome = Result {
    try gradCheck(
      leaves: parameters.map { ("parameter \($0.name)", $0.tensor) },
      copiesOf: inputs.enumerated().map { ("input \($0)", $1) },
      GradCheckOptions(
        order: order, eps: eps, atol: atol, rtol: rtol, richardson: richardson, mode: mode), result)
  }
  try module.restoreBuffers(Dictionary(uniqueKeysWithValues: buffers))
  return try outcome.get()
}

extension Module {
  /// Also those to which other tensors were assigned.
  fileprivate func restoreBuffers(_ values: [String: NDArray]) throws {
    for (name, buffer) in namedBuffers {
      guard let value = values[name] else { continue }
      if !buffer.isLeaf {
        throw GradCheckFailure(
          .misuse, "buffer \(name) has become part of a graph",
          because: "a result was assigned to it; assign it detached, or change it with update")
      }
      buffer.update { $0 = value }
    }
  }
}
