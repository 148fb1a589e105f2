/// The tensors with respect to which `grad` differentiates, and what has been found for them.
final class WantedGradients {
  /// One of a step's results, or a leaf (output 0).
  private struct Key: Hashable {
    let object: ObjectIdentifier
    let output: Int

    init(_ tensor: Tensor) {
      object = tensor.node.map { ObjectIdentifier($0) } ?? ObjectIdentifier(tensor)
      output = tensor.outputIndex
    }

    init(_ node: Node, _ output: Int) {
      object = ObjectIdentifier(node)
      self.output = output
    }
  }

  private let keys: Set<Key>
  private let nodes: Set<ObjectIdentifier>
  private let boundary: Set<ObjectIdentifier>
  private var found: [Key: Tensor] = [:]

  init(_ tensors: [Tensor], boundary: [Tensor]) {
    func nodes(of tensors: [Tensor]) -> Set<ObjectIdentifier> {
      Set(tensors.compactMap { $0.node.map { ObjectIdentifier($0) } })
    }
    keys = Set(tensors.map { Key($0) })
    self.nodes = nodes(of: tensors)
    self.boundary = nodes(of: boundary)
  }

  func contains(_ leaf: Tensor) -> Bool { keys.contains(Key(leaf)) }
  func contains(_ node: Node) -> Bool { nodes.contains(ObjectIdentifier(node)) }
  /// Whether the walk ends at `node`.
  func isBoundary(_ node: Node) -> Bool { boundary.contains(ObjectIdentifier(node)) }

  func gradient(of tensor: Tensor) -> Tensor? { found[Key(tensor)] }

  /// A gradient that arrived at a leaf.
  func add(_ arrival: Arrival, for leaf: Tensor) { arrival.add(to: &found[Key(leaf)]) }

  /// The whole gradients of a step's results, of which some may be wanted.
  func keep(_ gradients: [Tensor?], of node: Node) {
    guard contains(node) else { return }
    for (output, gradient) in gradients.enumerated() where keys.contains(Key(node, output)) {
      found[Key(node, output)] = gradient
    }
  }

  /// Marks the steps through which a wanted tensor is reached, so that no others are computed. `order`
  /// has inputs before what was computed from them. A step that was freed is marked too: whoever
  /// reaches it says so.
  func markNeeded(_ order: [Node]) {
    for node in order {
      node.isNeeded =
        contains(node) || !isBoundary(node) && (node.rule == nil || leadsToNeeded(node))
    }
  }
  private func leadsToNeeded(_ node: Node) -> Bool {
    node.edges.contains { edge in
      switch edge.target {
      case .none: false
      case .leaf(let leaf): contains(leaf)
      case .node(let input, _): input.isNeeded
      }
    }
  }
}
