package import ApusAutograd
import ApusTensor

/// The check of a function of leaves that it reads by itself, such as a module's parameters, and of
/// copies of `inputs` that it is given. The leaves are changed in place, and are what they were at the
/// end; one that is listed twice is checked once. Inputs of whole numbers are constants.
package func gradCheck(
  leaves: [(name: String, tensor: Tensor)], copiesOf inputs: [(name: String, tensor: Tensor)],
  _ options: GradCheckOptions, _ function: ([Tensor]) throws -> Tensor
) throws -> GradCheckSummary {
  try options.check()
  var seen = Set<ObjectIdentifier>()
  let leaves = leaves.filter { seen.insert(ObjectIdentifier($0.tensor)).inserted }
  for (name, leaf) in leaves where !leaf.isLeaf || !leaf.requiresGrad {
    throw GradCheckFailure(
      .misuse, "\(name) cannot be checked", because: "it is not a leaf that requires gradients")
  }
  let restorations = leaves.map(\.tensor.restoration)
  defer { for restore in restorations { restore() } }

  /// Leaves with these values; then copies.
  func tensors(_ values: [NDArray]) -> [Tensor] {
    for (leaf, value) in zip(leaves, values) { leaf.tensor.replaceForNow(value) }
    return leaves.map(\.tensor)
      + values.dropFirst(leaves.count).map { Tensor($0, requiresGrad: true) }
  }

  /// The inputs, of which those that are differentiated are among `tensors`.
  func arguments(_ tensors: [Tensor]) -> [Tensor] {
    var variables = tensors.dropFirst(leaves.count)
    return inputs.map { $0.tensor.dtype.isFloatingPoint ? variables.removeFirst() : $0.tensor }
  }

  return try withoutActuallyEscaping(function) { function in
    try DifferentiatedFunction(
      leaves + inputs.filter(\.tensor.dtype.isFloatingPoint), tensors: tensors,
      result: { try function(arguments($0)) }
    ).check(options)
  }
}
