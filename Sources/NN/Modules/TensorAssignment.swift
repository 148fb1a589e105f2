import ApusAutograd
import ApusTensor

/// The rules by which tensors become parameters or buffers; `Parameter` says them in words.
struct TensorAssignment {
  private let place: TensorPlace
  private var kind: TensorKind { place.kind }

  init(in place: TensorPlace) { self.place = place }

  /// What a property holds after `new` was assigned where it held `old`.
  func adopt(_ new: [Tensor], over old: [Tensor]) -> [Tensor] {
    if old.isEmpty || kind == .buffer { return new.map { adopt($0, over: nil) } }
    let kept = Set(new.map { ObjectIdentifier($0) }).intersection(old.map { ObjectIdentifier($0) })
    return new.enumerated().map { index, tensor in
      if kept.contains(ObjectIdentifier(tensor)) { return tensor }
      // One that has only moved within a list keeps its value.
      let replaced =
        index < old.count && !kept.contains(ObjectIdentifier(old[index]))
        ? old[index] : nil
      return adopt(tensor, over: replaced)
    }
  }

  private func adopt(_ new: Tensor, over old: Tensor?) -> Tensor {
    require(
      new.isLeaf,
      "\(place.label): what is assigned to a \(kind) is a recorded result of shape \(new.shape); "
        + "assign inside noGrad { }, or detach() it")
    require(
      kind == .parameter || !new.requiresGrad,
      "\(place.label): what is assigned to a buffer requires gradients, but buffers are not trained; "
        + "detach() it, or declare a @Parameter")
    if isShared(new) {
      checkIsTrained(new, insteadOf: old)
      return mark(new)
    }
    if let old, old.shape == new.shape, old.dtype == new.dtype {
      let value = new.array
      old.update { $0 = value }
      return old
    }
    checkIsTrained(new, insteadOf: old)
    // What was made of an initial value does not change it, nor what else was made of it.
    return mark(old != nil && new.role == .none ? new : new.detach())
  }

  /// Whether the tensor itself, and not its value, is what is assigned.
  private func isShared(_ tensor: Tensor) -> Bool {
    kind == .parameter
      ? tensor.role == .parameter || tensor.requiresGrad : tensor.role == .buffer
  }

  private func mark(_ tensor: Tensor) -> Tensor {
    // A frozen parameter that is shared stays frozen.
    if kind == .parameter && tensor.role != .parameter { tensor.requiresGrad = true }
    tensor.role = kind == .parameter ? .parameter : .buffer
    return tensor
  }

  /// Traps where the new tensor would not be trained although the module is.
  private func checkIsTrained(_ new: Tensor, insteadOf old: Tensor?) {
    guard kind == .parameter, new.optimizerCount == 0 else { return }
    let text = "\(new.dtype) \(new.shape)"
    if let old {
      require(
        old.optimizerCount == 0,
        "\(place.label): an optimizer updates the parameter of \(old.dtype) \(old.shape), and would not "
          + "update the tensor of \(text) that is assigned; make the optimizer afterwards, or assign a "
          + "constant of the same shape and type, whose value is taken")
    } else {
      require(
        place.module?.isOptimized != true,
        "\(place.label): an optimizer updates parameters of this module, and would not update the one of "
          + "\(text) that is added; make the optimizer afterwards")
    }
  }
}
