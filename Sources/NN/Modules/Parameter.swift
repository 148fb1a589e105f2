/// A tensor that is trained: `@Parameter var weight: Tensor`. It requires gradients.
///
/// What is assigned to a parameter:
///
/// - A constant (a tensor that does not require gradients, such as `Init` makes or a computation inside
///   `noGrad`) of the parameter's shape and type: its value is taken. The tensor object stays, so that an
///   optimizer goes on with it: `noGrad { fc.weight *= 0.5 }`.
/// - A tensor that a `@Parameter` holds, or another leaf that requires gradients: the tensor itself takes
///   the place. Both places then share it: `decoder.weight = embedding.weight`.
/// - A constant of another shape or type: it becomes the parameter itself.
/// - A constant where there was nothing, as in an initialiser: a new tensor of its value becomes the parameter.
/// - nil: the parameter is dropped.
///
/// Traps on a recorded result, which is not a leaf, and wherever the new tensor would silently not be
/// trained: an optimizer updates the tensor that it takes the place of (or, where it is added, another
/// parameter of the module), and none updates the new one.
///
/// The name in state dicts is the property's; another one is given by `@Parameter("running_scale")` or
/// `_scale = Parameter(wrappedValue: .ones(1), "running_scale")`. The first assignment may stand before
/// `super.init()` or after it.
@propertyWrapper
public struct Parameter<Value: TensorProperty>: SlotWrapper {
  @usableFromInline let slot: TensorSlot<Value>

  /// - Parameter name: stands for the property's in state dicts; not empty, without a dot.
  public init(wrappedValue: Value, _ name: String? = nil) {
    slot = TensorSlot(.parameter, wrappedValue, name: name)
  }

  /// To be assigned in the module's initialiser, after `super.init()`.
  public init(_ name: String? = nil) { slot = TensorSlot(.parameter, nil, name: name) }

  @inlinable
  public var wrappedValue: Value {
    get { slot.value ?? slot.missingValue() }
    nonmutating set { slot.assign(newValue) }
  }
}

/// A tensor that belongs to a module's state but is not trained: `@Buffer var scale: Tensor`.
///
/// What is assigned takes the place of the tensor that was there, in this buffer alone, as in PyTorch: whoever has
/// read the old one keeps its value, a recorded step too. A tensor that another `@Buffer` holds is shared until one
/// of the two is assigned. Traps on whatever requires gradients: compute it inside `noGrad`, or `detach()` it.
@propertyWrapper
public struct Buffer<Value: TensorProperty>: SlotWrapper {
  @usableFromInline let slot: TensorSlot<Value>

  /// - Parameter name: stands for the property's in state dicts; not empty, without a dot.
  public init(wrappedValue: Value, _ name: String? = nil) {
    slot = TensorSlot(.buffer, wrappedValue, name: name)
  }

  /// To be assigned in the module's initialiser, after `super.init()`.
  public init(_ name: String? = nil) { slot = TensorSlot(.buffer, nil, name: name) }

  @inlinable
  public var wrappedValue: Value {
    get { slot.value ?? slot.missingValue() }
    nonmutating set { slot.assign(newValue) }
  }
}
