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
  let restoreBuffers = module.bufferRestoration
  let parameters = module.namedParameters.filter { $0.tensor.requiresGrad }
  let outcome = Result {
    try gradCheck(
      leaves: parameters.map { ("parameter \($0.name)", $0.tensor) },
      copiesOf: inputs.enumerated().map { ("input \($0)", $1) },
      GradCheckOptions(
        order: order, eps: eps, atol: atol, rtol: rtol, richardson: richardson, mode: mode), result)
  }
  let failure = restoreBuffers()
  let summary = try outcome.get()
  if let failure { throw failure }
  return summary
}

extension Module {
  /// Brings back the values that the buffers have now, also of those to which other tensors are assigned
  /// until then. Tells where that cannot be done.
  fileprivate var bufferRestoration: () -> GradCheckFailure? {
    let before = Dictionary(
      uniqueKeysWithValues: namedBuffers.map { name, buffer in
        (name, (buffer, value: buffer.array, restore: buffer.restoration))
      })
    return {
      var failure: GradCheckFailure?
      for (name, buffer) in self.namedBuffers {
        guard let (old, value, restore) = before[name] else {
          failure = misuse("buffer \(name) was nil before the check", "assign it before")
          continue
        }
        if buffer === old {
          restore()
        } else if !buffer.isLeaf {
          failure = misuse(
            "buffer \(name) has become part of a graph",
            "a result was assigned to it; assign it detached, or change it with update")
        } else if buffer.shape != value.shape || buffer.dtype != value.dtype {
          failure = misuse(
            "buffer \(name) has become another",
            "it was \(value.dtype) \(value.shape), and \(buffer.dtype) \(buffer.shape) was assigned to it"
          )
        } else {
          buffer.update { $0 = value }
        }
      }
      return failure
    }
  }
}

private func misuse(_ headline: String, _ explanation: String) -> GradCheckFailure {
  GradCheckFailure(.misuse, headline, because: explanation)
}
