public import Autograd

/// Proves the gradients of a module's parameters, each by its name: throws a `GradCheckFailure` unless
/// they agree with central differences.
///
///     try gradCheck(lstm, order: 2) { lstm(input).output }
///
/// Parameters are moved in place, so `result` calls the module itself, and every call must give the
/// same. They have their values back at the end; buffers too, and no `grad` is touched. Parameters that
/// do not require gradients are left alone. All else is as for a function of tensors.
public func gradCheck(
  _ module: Module, order: Int = 1, eps: Double = GradCheckOptions.eps,
  atol: Double = GradCheckOptions.atol, rtol: Double = GradCheckOptions.rtol,
  mode: GradCheckMode = .automatic, _ result: () throws -> Tensor
) throws {
  let options = GradCheckOptions(order: order, eps: eps, atol: atol, rtol: rtol, mode: mode)
  let buffers = module.buffers.map { ($0, $0.array) }
  defer { for (buffer, value) in buffers { buffer.update { $0 = value } } }
  let parameters = module.namedParameters.filter { $0.tensor.requiresGrad }
  try gradCheck(
    inPlace: parameters.map { ("parameter \($0.name)", $0.tensor) }, options, result)
}
