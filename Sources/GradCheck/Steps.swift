package import ApusAutograd
import ApusTensor

extension Tensor {
  /// All steps behind this tensor, with the types of their results, from the last one back.
  var steps: [(node: Node, dtype: DType)] {
    var seen = Set<ObjectIdentifier>()
    var (found, open) = ([(node: Node, dtype: DType)](), [(node, dtype)])
    while let (node, dtype) = open.popLast() {
      guard let node, seen.insert(ObjectIdentifier(node)).inserted else { continue }
      found.append((node, dtype))
      for edge in node.edges {
        if case .node(let source, _) = edge.target { open.append((source, edge.dtype)) }
      }
    }
    return found
  }

  /// Whether this tensor was computed from the other one, or is it.
  package func isComputed(from other: Tensor) -> Bool {
    self === other
      || steps.contains { node, _ in
        node.edges.contains { edge in
          switch edge.target {
          case .none: false
          case .leaf(let leaf): leaf === other
          case .node(let node, let output): node === other.node && output == other.outputIndex
          }
        }
      }
  }
}
