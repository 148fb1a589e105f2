public import ApusTensor
import Synchronization

/// A differentiable array: a value, the gradient that reached it, and the step that made it.
///
/// Arithmetic lives in `NDArray`; this type adds the bookkeeping. A tensor is not `Sendable`: one
/// thread builds and differentiates a graph. To hand data to another thread, hand over its `array`.
public final class Tensor {
  /// The value. It is changed only through `update`, which the graph notices.
  public private(set) var array: NDArray

  /// The gradient that `backward` has summed up; nil before the first one and after `zeroGrad`.
  public var grad: Tensor?

  /// Counts changes of the value, so that a derivative rule never reads another value than was used.
  private(set) var version = 0

  /// The step that made this tensor; nil for a leaf.
  package let node: Node?
  /// Which of the step's results this is.
  package let outputIndex: Int

  private var leafRequiresGrad: Bool

  /// What modules hold this tensor as.
  package var role = Role.none
  /// How many optimizers update this tensor.
  package var optimizerCount: Int32 = 0

  /// A part of a module stays what it has become, also where the module is gone.
  package enum Role: UInt8 { case none, parameter, buffer }

  /// A leaf. Traps when gradients are asked of integers or truth values.
  public init(_ array: NDArray, requiresGrad: Bool = false) {
    Tensor.checkCanRequireGrad(array, requiresGrad)
    self.array = array
    node = nil
    outputIndex = 0
    leafRequiresGrad = requiresGrad
  }

  /// A result of `node`.
  init(_ array: NDArray, madeBy node: Node, output: Int = 0) {
    self.array = array
    self.node = node
    outputIndex = output
    leafRequiresGrad = false
  }

  // MARK: - Questions

  /// Size of each dimension.
  public var shape: [Int] { array.shape }
  /// Type of the elements.
  public var dtype: DType { array.dtype }
  /// Number of dimensions.
  public var rank: Int { array.rank }
  /// Number of elements.
  public var count: Int { array.count }
  /// Size of dimension `dim`, where -1 is the last. Traps where there is none.
  public func size(_ dim: Int) -> Int { array.size(dim) }
  /// The only element, as a Double.
  public func item() -> Double { array.item() }

  /// Whether no recorded step made this tensor.
  public var isLeaf: Bool { node == nil }

  /// Whether gradients flow to this tensor. Can be set on leaves only.
  public var requiresGrad: Bool {
    get { node != nil || leafRequiresGrad }
    set {
      require(
        isLeaf || newValue,
        "requiresGrad: only leaves can be changed; use detach() to leave the graph")
      Tensor.checkCanRequireGrad(array, newValue)
      if isLeaf { leafRequiresGrad = newValue }
    }
  }

  private static func checkCanRequireGrad(_ array: NDArray, _ requiresGrad: Bool) {
    require(
      !requiresGrad || array.dtype.isFloatingPoint,
      "requiresGrad: only float32 and float64 tensors can require gradients, got \(array.dtype)")
  }

  // MARK: - Changes

  /// Changes the value of a leaf in place. A graph that still needs the old value will trap in
  /// `backward` rather than give a wrong gradient.
  public func update(_ body: (inout NDArray) throws -> Void) rethrows {
    require(
      isLeaf, "update: this tensor was made by \(node?.name ?? ""); only leaves can be changed")
    let (shape, dtype) = (array.shape, array.dtype)
    version += 1
    defer {
      require(
        array.shape == shape && array.dtype == dtype,
        "update: the shape \(shape) and type \(dtype) of a tensor cannot change")
    }
    try body(&array)
  }

  /// Gives a leaf another value until its `restoration`, which graphs that read it meanwhile outlive: no
  /// update ever has the same version.
  package func replaceForNow(_ value: NDArray) {
    array = value
    version = Tensor.lastPassingVersion.wrappingAdd(1, ordering: .relaxed).newValue
  }

  private static let lastPassingVersion = Atomic<Int>(1 << 40)

  /// Brings back the value and version that the tensor has now: graphs that read it before can then still
  /// be differentiated.
  package var restoration: () -> Void {
    let (array, version) = (array, version)
    return {
      self.array = array
      self.version = version
    }
  }

  /// The same value outside the graph: a leaf, which may require gradients of its own.
  public func detach(requiresGrad: Bool = false) -> Tensor {
    Tensor(array, requiresGrad: requiresGrad)
  }

  /// Drops the gradient.
  public func zeroGrad() { grad = nil }
}

extension Tensor: CustomStringConvertible {
  /// As PyTorch prints it, with `requires_grad=True` or the step that made it.
  public var description: String {
    if let node { return array.described(remarks: ["grad_fn=<\(node.name)>"]) }
    return array.described(remarks: requiresGrad ? ["requires_grad=True"] : [])
  }
}
