import ApusTensor
import Synchronization

extension Tensor {
  /// Adds the gradient of this tensor to `grad` of every leaf that it was computed from.
  ///
  /// - Parameters:
  ///   - gradient: the gradient of some scalar with respect to this tensor; 1 where it is nil, which
  ///     only a tensor of one element allows.
  ///   - retainGraph: keeps what a further `backward` needs; by default it is freed on the way.
  ///   - createGraph: records the computation of the gradients, for second derivatives. A leaf whose `grad`
  ///     is recorded keeps its graph in memory, and the graph keeps the leaf: both stay until `zeroGrad()`
  ///     or `grad = nil`. `grad(of:wrt:createGraph:)` leaves nothing behind. A line on standard error says
  ///     so once.
  public func backward(
    gradient: Tensor? = nil, retainGraph: Bool? = nil, createGraph: Bool = false
  ) {
    checkHasGraph("backward")
    let start = startingGradient(gradient, "backward")
    BackwardRun(createGraph: createGraph, retainGraph: retainGraph ?? createGraph)
      .accumulate(from: self, start)
  }

  func checkHasGraph(_ operation: String) {
    require(
      requiresGrad,
      "\(operation): this tensor of shape \(shape) does not require gradients and no recorded step "
        + "made it (was it computed inside noGrad, or from leaves without requiresGrad?)")
  }

  func startingGradient(_ gradient: Tensor?, _ operation: String) -> Tensor {
    guard let gradient else {
      require(
        count == 1,
        "\(operation): a gradient is implied for one element only, the shape is \(shape); "
          + "call sum() first, or pass gradient:")
      return Tensor(.ones(shape, dtype: dtype))
    }
    require(
      gradient.shape == shape,
      "\(operation): the gradient's shape \(gradient.shape) differs from the tensor's \(shape)")
    return gradient.to(dtype)
  }
}

/// One walk from results back to what they were computed from.
package struct BackwardRun {
  let createGraph: Bool
  let retainGraph: Bool
  /// Only while a check is checked.
  private let mutation = RuleMutation.current

  package init(createGraph: Bool, retainGraph: Bool) {
    self.createGraph = createGraph
    self.retainGraph = retainGraph
    #if DEBUG
      Notice.debugBuild.printOnce()
    #endif
  }

  /// Sums gradients into the `grad` of all leaves.
  func accumulate(from root: Tensor, _ gradient: Tensor) {
    run([(root, gradient)], wanted: nil) { leaf, gradient in
      if let sum = leaf.grad {
        leaf.grad = sum + gradient
      } else {
        // A leaf of its own: two tensors may not share one gradient.
        leaf.grad = createGraph && gradient.requiresGrad ? gradient : gradient.detach()
      }
      if leaf.grad?.isLeaf == false { Notice.recordedGradients.printOnce() }
    }
  }

  /// Gradients with respect to `inputs`, nil where the results do not depend on one. The walk does not
  /// go beyond the tensors of `boundary`.
  package func gradients(
    of roots: [(Tensor, Tensor)], wrt inputs: [Tensor], within boundary: [Tensor] = []
  ) -> [Tensor?] {
    let wanted = WantedGradients(inputs, boundary: boundary)
    run(roots, wanted: wanted) { wanted.add($1, for: $0) }
    return inputs.map { wanted.gradient(of: $0) }
  }

  private func withMode<R>(_ body: () -> R) -> R {
    GradMode.$isEnabled.withValue(createGraph) { body() }
  }

  private func run(
    _ roots: [(Tensor, Tensor)], wanted: WantedGradients?, toLeaf: (Tensor, Tensor) -> Void
  ) {
    let order = topologicalOrder(roots.compactMap { $0.0.node }, wanted: wanted)
    if let wanted { wanted.markNeeded(order) }
    withMode {
      for (root, gradient) in roots {
        let target = root.node.map { Edge.Target.node($0, output: root.outputIndex) }
        deliver(gradient, to: target ?? .leaf(root), toLeaf)
      }
      for node in order.reversed() { visit(node, wanted, toLeaf) }
    }
  }

  /// Pulls the gradients that have arrived at `node` back to its inputs.
  private func visit(_ node: Node, _ wanted: WantedGradients?, _ toLeaf: (Tensor, Tensor) -> Void) {
    let gradients = node.gradients
    node.gradients = []
    node.isWaiting = false
    wanted?.keep(gradients, of: node)
    guard wanted?.isBoundary(node) != true, node.isNeeded else { return }
    let isUsed = gradients.contains { $0 != nil } && pull(node, gradients, wanted, toLeaf)
    // `grad` frees what it used only: another walk may need the rest.
    if !retainGraph && (isUsed || wanted == nil) { node.release() }
  }

  /// - Returns: whether any input wanted a gradient.
  private func pull(
    _ node: Node, _ gradients: [Tensor?], _ wanted: WantedGradients?,
    _ toLeaf: (Tensor, Tensor) -> Void
  ) -> Bool {
    guard let rule = node.rule else {
      if wanted?.contains(node) == true { return false }
      trap(
        "backward: the graph of \(node.name) was already used and freed; pass retainGraph: true to "
          + "go through it twice, or detach() a recurrent state that is carried between batches")
    }
    let edges = node.edges
    guard edges.contains(where: { isNeeded($0, wanted) }) else { return false }
    // Every input: the gradient of one may be made of the value of another.
    for edge in edges { checkVersion(edge, node) }
    switch rule {
    case .edges:
      for (index, edge) in edges.enumerated() where isNeeded(edge, wanted) {
        if let gradient = pullback(edge, node, gradients[0]!) {
          deliver(mutated(gradient, node, index, gradients, wanted), along: edge, of: node, toLeaf)
        }
      }
    case .fused(_, let fused):
      let needs = edges.map { isNeeded($0, wanted) }
      let found =
        createGraph
        ? fused.recordedPullback(edges.map { $0.read!.tensor }, gradients, needs)
        : fused.pullback(gradients, needs, isLast: !retainGraph)
      require(
        found.count == edges.count,
        "backward: \(node.name) gives \(found.count) gradients for \(edges.count) inputs")
      for (index, edge) in edges.enumerated() where needs[index] {
        if let gradient = found[index] {
          deliver(mutated(gradient, node, index, gradients, wanted), along: edge, of: node, toLeaf)
        }
      }
    }
    return true
  }

  private func pullback(_ edge: Edge, _ node: Node, _ gradient: Tensor) -> Tensor? {
    switch edge.pullback {
    case .ofGradient(let rule): return rule(gradient)
    case .ofGradientAndResult(let rule):
      // As a result of this step, so that the rule can be differentiated again.
      return rule(
        gradient, createGraph ? Tensor(node.result!, madeBy: node) : Tensor(node.result!))
    case .fused: return nil
    }
  }

  private func mutated(
    _ gradient: Tensor, _ node: Node, _ input: Int, _ upstream: [Tensor?],
    _ wanted: WantedGradients?
  ) -> Tensor {
    guard let mutation else { return gradient }
    let edges = node.edges
    return mutation.change(
      gradient,
      RuleMutation.Site(
        step: node.name, input: input, inputShape: edges[input].dims.array, upstream: upstream,
        inputs: edges.map { $0.read?.tensor }, needs: edges.map { isNeeded($0, wanted) },
        twin: node.twin, result: node.result.map { Tensor($0, madeBy: node) },
        isRecorded: createGraph))
  }

  private func isNeeded(_ edge: Edge, _ wanted: WantedGradients?) -> Bool {
    switch edge.target {
    case .none: false
    case .leaf(let leaf): wanted?.contains(leaf) ?? true
    case .node(let node, _): node.isNeeded
    }
  }

  private func checkVersion(_ edge: Edge, _ node: Node) {
    guard let (tensor, version) = edge.read, tensor.version != version else { return }
    trap(
      "backward: \(node.name) needs the value of an input of shape \(edge.dims.array), which update() has "
        + "changed since (it is at version \(tensor.version), expected \(version))")
  }

  /// Brings a gradient to its input's shape and type: the one place that knows of broadcasting.
  private func deliver(
    _ gradient: Tensor, along edge: Edge, of node: Node, _ toLeaf: (Tensor, Tensor) -> Void
  ) {
    var gradient = gradient
    if gradient.array.dims != edge.dims {
      let (shape, inputShape) = (gradient.shape, edge.dims.array)
      require(
        NDArray.broadcastShape(shape, inputShape) == shape,
        "backward: the derivative of \(node.name) has shape \(shape) for an input of shape "
          + "\(inputShape)")
      gradient = gradient.summed(to: inputShape)
    }
    deliver(gradient.to(edge.dtype), to: edge.target, toLeaf)
  }

  private func deliver(
    _ gradient: Tensor, to target: Edge.Target, _ toLeaf: (Tensor, Tensor) -> Void
  ) {
    switch target {
    case .none: break
    case .leaf(let leaf): toLeaf(leaf, gradient)
    case .node(let node, let output):
      if node.gradients.isEmpty {
        node.gradients = [Tensor?](repeating: nil, count: node.outputCount)
      }
      node.gradients[output] = node.gradients[output].map { $0 + gradient } ?? gradient
    }
  }

  // MARK: - Order

  private static let lastMark = Atomic<Int>(0)

  /// All steps behind `roots`, inputs before what was computed from them. The stack is on the heap: a
  /// graph may be a million steps deep.
  private func topologicalOrder(_ roots: [Node], wanted: WantedGradients?) -> [Node] {
    let mark = BackwardRun.lastMark.wrappingAdd(1, ordering: .relaxed).newValue
    var order: [Node] = []
    var stack: [(node: Node, next: Int, end: Int)] = []
    func enter(_ node: Node) {
      guard node.mark != mark else { return }
      node.mark = mark
      require(
        !node.isWaiting,
        "backward: a derivative rule differentiates through the graph that is being walked (\(node.name)); "
          + "let it compute with detach(requiresGrad: true) of its inputs")
      node.isNeeded = true
      node.isWaiting = true
      node.gradients = []
      stack.append((node, 0, wanted?.isBoundary(node) == true ? 0 : node.edges.count))
    }
    for root in roots {
      enter(root)
      while let top = stack.last {
        if top.next < top.end {
          stack[stack.count - 1].next += 1
          if case .node(let node, _) = top.node.edges[top.next].target { enter(node) }
        } else {
          order.append(top.node)
          stack.removeLast()
        }
      }
    }
    return order
  }
}
