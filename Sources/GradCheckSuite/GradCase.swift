import ApusAutograd
import ApusGradCheck
import ApusNN
import ApusTensor

/// A differentiable operation, module or loss, and inputs to check it with.
struct GradCase: Sendable, CustomStringConvertible {
  /// Which numbers the inputs are drawn from. All elements of a case are different, so that none of
  /// them ties with another.
  enum Domain: Sendable { case real, positive }

  /// A function of the inputs, and the module whose parameters are checked beside them.
  struct Target {
    let module: Module?
    let function: ([Tensor]) -> Tensor
  }

  /// What is checked: a function by its `Declaration`'s signature, or the type of a module.
  let subject: String
  let remark: String
  let shapes: [[Int]]
  let domain: Domain
  /// Whether equal elements would tie, or have no variance: such inputs are not repeated by a layout.
  let needsDistinctElements: Bool
  let target: @Sendable (DType) -> Target

  var description: String { remark.isEmpty ? subject : "\(subject), \(remark)" }

  init(
    _ subject: String, _ remark: String, _ shapes: [[Int]], _ domain: Domain = .real,
    needsDistinctElements: Bool = false, _ function: @escaping @Sendable ([Tensor]) -> Tensor
  ) {
    (self.subject, self.remark, self.shapes, self.domain) = (subject, remark, shapes, domain)
    self.needsDistinctElements = needsDistinctElements
    target = { _ in Target(module: nil, function: function) }
  }

  init(
    _ subject: String, _ shapes: [[Int]], _ domain: Domain = .real,
    needsDistinctElements: Bool = false,
    _ function: @escaping @Sendable ([Tensor]) -> Tensor
  ) {
    self.init(subject, "", shapes, domain, needsDistinctElements: needsDistinctElements, function)
  }

  /// A module that `make` makes, whose parameters get other values.
  init<M: Module>(
    _ remark: String, _ shapes: [[Int]], module make: @escaping @Sendable (DType) -> M,
    result: @escaping @Sendable (M, [Tensor]) -> Tensor
  ) {
    (subject, self.remark, self.shapes, domain) = ("\(M.self)", remark, shapes, .real)
    needsDistinctElements = false
    target = { dtype in
      let module = make(dtype)
      let generator = Generator(seed: 11)
      for parameter in module.parameters {
        // Small where there are many, so that their sums do not saturate what follows.
        let bound = min(1, 2 / Double(parameter.shape.last ?? 1).squareRoot())
        let values = shortFractions(
          .uniform(parameter.shape, from: -bound, to: bound, dtype: .float64, generator: generator))
        parameter.update { $0 = values.to(dtype) }
      }
      return Target(module: module) { result(module, $0) }
    }
  }

  /// A layer of one tensor.
  init<L: Layer>(_ remark: String, _ shape: [Int], _ make: @escaping @Sendable (DType) -> L) {
    self.init(remark, [shape], module: make, result: { layer, x in layer(x[0]) })
  }

  // MARK: - Inputs

  /// The inputs in a layout: between -1.9 and 1.9, or 0.2 and 2.1, away from 0 and 1.
  func inputs(_ layout: Layout) -> [Tensor] {
    let count = shapes.reduce(0) { $0 + $1.reduce(1, *) }
    var order = Generator(seed: 7).randperm(count)[...]
    return shapes.map { shape in
      let taken = order.prefix(shape.reduce(1, *))
      order = order.dropFirst(taken.count)
      let elements = taken.map { number in
        let fraction = (Double(number) + 0.37) / Double(count)
        return domain == .real ? 3.8 * fraction - 1.9 : 1.9 * fraction + 0.2
      }
      return Tensor(layout.applied(to: shortFractions(NDArray(elements, shape: shape))))
    }
  }

  /// The layouts in which the case is checked: others than row-major where an input, or the gradient from
  /// above, can have them.
  var layouts: [Layout] {
    let result = target(.float64).function(inputs(.contiguous)).array
    return Layout.allCases.filter { layout in
      let isDifferent =
        !layout.applied(to: result).isContiguous
        || inputs(layout).contains { !$0.array.isContiguous }
      return layout == .contiguous
        || isDifferent && !(layout == .expanded && needsDistinctElements)
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
  private var eps: Double { GradCheckDefaults.eps * (subject == "to(DType)" ? 1 : 1.1) }

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

/// A gradient from above, between -1/2 and 1/2.
func upstream(_ shape: [Int]) -> NDArray {
  shortFractions(
    .uniform(shape, from: -0.5, to: 0.5, dtype: .float64, generator: Generator(seed: 13)))
}

/// Short binary fractions, which float32 holds exactly.
func shortFractions(_ array: NDArray) -> NDArray {
  (array * 1024 + 0.5).floor() / 1024
}
