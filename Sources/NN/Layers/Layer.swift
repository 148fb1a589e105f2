public import ApusAutograd
import ApusTensor

/// A module from one tensor to one tensor: what `Sequential` is made of.
public protocol Layer: Module {
  func callAsFunction(_ x: Tensor) -> Tensor
}

/// Layers one after the other.
public final class Sequential: Module, Layer {
  public let layers: [any Layer]

  public init(_ layers: any Layer...) { self.layers = layers }
  public init(_ layers: [any Layer]) { self.layers = layers }

  /// The layers are named by their numbers alone: `head.0.weight`.
  override func members(_: ModuleLayout) -> [ModuleMember] {
    layers.enumerated().map { ModuleMember(name: "\($0)", part: .module($1)) }
  }

  /// The layer at a place; negative places count from the end. Traps beyond either end.
  public subscript(place: Int) -> any Layer {
    let index = place < 0 ? place + layers.count : place
    require(
      layers.indices.contains(index),
      "\(label): there is no layer \(place), there are \(layers.count)")
    return layers[index]
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    layers.reduce(x) { $1($0) }
  }
}
