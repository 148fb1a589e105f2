import ApusTensor
import Synchronization

/// One walk from results back to what they were computed from.
package struct BackwardRun {
  let createGraph: Bool
  let retainGraph: Bool
  private let observer = Observation.observer

  package init(createGraph: Bool, retainGraph: Bool) {
    self.createGraph = createGraph
    self.retainGraph = retainGraph
    #if DEBUG
      Notice.debugBuild.printOnce()
    #endif
  }

  /// Sums gradients into the `grad` of all leaves.
  func accumulate(from root: Tensor, _ gradient: Tensor) {
    run([(root, gradient)], wanted: nil) { leaf, arrival in
      var arrival = arrival
      if case .whole(let gradient) = arrival, leaf.grad == nil, gradient.isLeaf {
        // A tensor of its own: two may not share one gradient.
        arrival = .whole(gradient.detach())
      }
      arrival.add(to: &leaf.grad)
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
    _ roots: [(Tensor, Tensor)], wanted: WantedGradients?, toLeaf: (Tensor, Arrival) -> Void
  ) {
    let order = topologicalOrder(roots.compactMap { $0.0.node }, wanted: wanted)
    if let wanted { wanted.markNeeded(order) }
    withMode {
      for (root, gradient) in roots {
        let target = root.node.map { Edge.Target.node($0, output: root.outputIndex) }
        deliver(.whole(gradient), to: target ?? .leaf(root), toLeaf)
      }
      var incomplete = observer.map { _ in IncompleteLeaves(order) }
      for node in order.reversed() {
        let leaves = incomplete?.leaves(completedBy: node) ?? []
        visit(node, wanted, toLeaf)
        for leaf in leaves { observer?.isComplete(leaf) }
      }
    }
  }

  /// Pulls the gradients that have arrived at `node` back to its inputs.
  private func visit(_ node: Node, _ wanted: WantedGradients?, _ toLeaf: (Tensor, Arrival) -> Void)
  {
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
    _ toLeaf: (Tensor, Arrival) -> Void
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
    var needs: [Bool] { edges.map { isNeeded($0, wanted) } }
    func send(_ gradient: Tensor, _ input: Int) {
      let observed =
        observer?.gradient(gradient, at: site(node, input, gradients, needs)) ?? gradient
      deliver(observed, along: edges[input], of: node, toLeaf)
    }
    switch rule {
    case .edges:
      for (index, edge) in edges.enumerated() where isNeeded(edge, wanted) {
        let gradient = gradients[0]!
        switch edge.pullback {
        case .ofGradient(let rule): send(rule(gradient), index)
        case .ofGradientAndResult(let rule): send(rule(gradient, result(of: node)), index)
        case .ofPart(let part):
          if createGraph || observer != nil {
            send(part.whole(gradient), index)
          } else {
            deliver(.part(gradient.array, part, edge), to: edge.target, toLeaf)
          }
        case .ofStep: break
        }
      }
    case .joint(_, let pullback):
      hand(pullback(gradients[0]!, result(of: node)), of: node, needs, to: send)
    case .fused(_, let fused):
      let needs = needs
      let found =
        createGraph
        ? fused.recordedPullback(edges.map { $0.read!.tensor }, gradients, needs)
        : fused.pullback(gradients, needs, isLast: !retainGraph)
      hand(found, of: node, needs, to: send)
    }
    return true
  }

  /// The gradients of all of a step's inputs, which its rule gives at once.
  private func hand(
    _ found: [Tensor?], of node: Node, _ needs: [Bool], to send: (Tensor, Int) -> Void
  ) {
    require(
      found.count == needs.count,
      "backward: \(node.name) gives \(found.count) gradients for \(needs.count) inputs")
    for (index, gradient) in found.enumerated() where needs[index] {
      if let gradient { send(gradient, index) }
    }
  }

  /// As a result of this step, so that the rule can be differentiated again.
  private func result(of node: Node) -> Tensor {
    createGraph ? Tensor(node.result!, madeBy: node) : Tensor(node.result!)
  }

  private func site(_ node: Node, _ input: Int, _ upstream: [Tensor?], _ needs: [Bool])
    -> BackwardSite
  {
    let edges = node.edges
    return BackwardSite(
      step: node.name, input: input, inputShape: edges[input].dims.array, upstream: upstream,
      inputs: edges.map { $0.read?.tensor }, needs: needs, twin: node.twin,
      result: node.result.map { Tensor($0, madeBy: node) }, isRecorded: createGraph)
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
    _ gradient: Tensor, along edge: Edge, of node: Node, _ toLeaf: (Tensor, Arrival) -> Void
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
    deliver(.whole(gradient.to(edge.dtype)), to: edge.target, toLeaf)
  }

  private func deliver(
    _ arrival: Arrival, to target: Edge.Target, _ toLeaf: (Tensor, Arrival) -> Void
  ) {
    switch target {
    case .none: break
    case .leaf(let leaf): toLeaf(leaf, arrival)
    case .node(let node, let output):
      if node.gradients.isEmpty {
        node.gradients = [Tensor?](repeating: nil, count: node.outputCount)
      }
      arrival.add(to: &node.gradients[output])
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
