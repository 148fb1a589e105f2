import ApusAutograd
import ApusGradCheck
import ApusNN
import ApusTensor

/// A call of the table as a function that is differentiated.
struct GradCase: Sendable, CustomStringConvertible {
  /// A function of the inputs, and the module whose parameters are checked beside them.
  struct Target {
    let module: Module?
    let function: ([Tensor]) -> Tensor
  }

  let row: Row
  let call: Call

  var description: String {
    let call = call.description(beyond: row.options.defaults)
    return call.isEmpty ? row.title : "\(row.title), \(call)"
  }

  /// What is checked: its module's parameters have other values than new ones, its results are one tensor.
  func target(_ dtype: DType) -> Target {
    let module = row.module(call, dtype)
    let generator = Generator(seed: 11)
    for parameter in module?.parameters ?? [] {
      let bound = Drawing.bound(parameter.shape)
      let values = shortFractions(
        .uniform(parameter.shape, from: -bound, to: bound, dtype: .float64, generator: generator))
      parameter.update { $0 = values.to(dtype) }
    }
    return Target(module: module) { variables in
      var variables = variables[...]
      let inputs = call.inputs.map { $0.constant(dtype) ?? variables.removeFirst() }
      let results =
        row.options.draws
        ? withSeed { row.results(of: call, module, inputs) }
        : row.results(of: call, module, inputs)
      let found = results.filter { $0.dtype.isFloatingPoint }
      return found.count == 1 ? found[0] : .cat(found.map { $0.flatten() })
    }
  }

  // MARK: - Inputs

  /// The inputs that gradients are asked for.
  var variables: [Input] { call.inputs.filter { $0.isDrawn && !$0.isConstant } }

  /// The inputs in a layout: all elements are different, so that none of them ties with another, and away from
  /// points where functions have kinks.
  func inputs(_ layout: Layout) -> [Tensor] {
    let count = variables.reduce(0) { $0 + $1.count }
    var order = Generator(seed: 7).randperm(count)[...]
    return variables.map { input in
      let range = input.range ?? row.options.range
      let taken = order.prefix(input.count)
      order = order.dropFirst(taken.count)
      let elements = taken.map { number in
        let fraction = 0.025 + 0.95 * (Double(number) + 0.37) / Double(count)
        return range.lowerBound + (range.upperBound - range.lowerBound) * fraction
      }
      return Tensor(shortFractions(NDArray(elements, shape: input.shape)).laidOut(layout))
    }
  }

  /// The layouts in which the case is checked: others than row-major where an input, or the gradient from
  /// above, can have them.
  var layouts: [Layout] {
    let result = target(.float64).function(inputs(.contiguous)).array
    return Layout.allCases.filter { layout in
      let isDifferent =
        !result.laidOut(layout).isContiguous
        || inputs(layout).contains { !$0.array.isContiguous }
      return layout == .contiguous
        || isDifferent && !(layout == .expanded && row.options.needsDistinctElements)
    }
  }

  // MARK: - The check

  /// What is checked, in float64; the gradient from above has the layout too.
  private func target(in layout: Layout) -> Target {
    let target = target(.float64)
    return Target(module: target.module) { target.function($0).receivingGradient(in: layout) }
  }

  /// Throws a `GradCheckFailure` where a derivative or second derivative is wrong.
  @discardableResult
  func check(_ layout: Layout, mode: GradCheckMode = .automatic) throws -> GradCheckSummary {
    let (target, inputs) = (target(in: layout), inputs(layout))
    guard let module = target.module else {
      return try gradCheck(inputs, order: 2, eps: eps, mode: mode, target.function)
    }
    return try gradCheck(
      module, inputs, order: 2, eps: eps, mode: mode, target.function)
  }

  /// A little more than the usual step: float32 holds the inputs, and must not hold what they are moved to, so
  /// that a function which rounds to float32 shows. One of which that is wanted has the usual step.
  private var eps: Double { GradCheckDefaults.eps * (row.options.roundsToFloat32 ? 1 : 1.1) }

  /// Goes once through every derivative that the check compares.
  func differentiateTwice(_ layout: Layout) {
    let target = target(in: layout)
    let inputs = inputs(layout).map { Tensor($0.array, requiresGrad: true) }
    let leaves = inputs + (target.module?.parameters ?? [])
    let result = target.function(inputs)
    let upstream = Tensor(upstream(result.shape).to(result.dtype), requiresGrad: true)
    result.backward(gradient: upstream, retainGraph: true)
    for leaf in leaves { leaf.zeroGrad() }
    let found = leaves.filter { result.isComputed(from: $0) }
    for gradient in grad(of: result, wrt: found, gradient: upstream, createGraph: true)
    where gradient.requiresGrad {
      gradient.backward(gradient: gradient.detach() + 0.25, retainGraph: true)
    }
    for leaf in leaves { leaf.zeroGrad() }
    for leaf in found where found.count > 1 {
      let alone = grad(of: result, wrt: leaf, gradient: upstream, createGraph: true)
      if alone.requiresGrad { alone.sum().backward(retainGraph: true) }
    }
  }
}

extension Row {
  /// The calls whose derivatives are compared with differences: of numbers that are drawn, in one type; how they lie in
  /// memory is the check's own choice.
  var gradCases: [GradCase] {
    calls.filter { call in
      let floating = call.inputs.filter(\.isFloatingPoint)
      return (call.only == nil || call.only == .differences) && !call.isOfDoubles
        && order(of: call) > 0
        && (isModule || floating.contains { !$0.isConstant })
        && floating.allSatisfy { ($0.isDrawn || $0.isConstant) && $0.dtype == nil }
        && call.inputs.allSatisfy { $0.layout == .contiguous }
    }.map { GradCase(row: self, call: $0) }
  }
}

extension Input {
  /// What no gradient is asked for.
  fileprivate func constant(_ dtype: DType) -> Tensor? {
    if isDrawn && !isConstant { return nil }
    let array = Drawing(key: "constant", isOfDoubles: false).array("x", self, -2...2)
    return Tensor(isFloatingPoint ? array.to(dtype) : array)
  }
}

/// A gradient from above, between -1/2 and 1/2.
func upstream(_ shape: [Int]) -> NDArray {
  shortFractions(
    .uniform(shape, from: -0.5, to: 0.5, dtype: .float64, generator: Generator(seed: 13)))
}

/// Short binary fractions, which float32 holds exactly, and none of which is a multiple of 1/1024.
func shortFractions(_ array: NDArray) -> NDArray {
  ((array * 1024).floor() + 0.5) / 1024
}

/// The same random numbers at every call; the default generator stays as it is.
func withSeed<R>(_ body: () -> R) -> R { withSettings(generator: Generator(seed: 5)) { body() } }
