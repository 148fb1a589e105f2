// Views share memory with the array that they look at; nothing is copied but where `reshape` must.

extension NDArray {
  /// `dim` counted from the front, where -1 is the last dimension.
  package func resolve(_ dim: Int, _ operation: String, extra: Int = 0) -> Int {
    // As in PyTorch, a 0-d array takes dim 0 and -1.
    let rank = Swift.max(rank + extra, 1)
    require(
      dim >= -rank && dim < rank,
      "\(operation): dim \(dim) is out of range for shape \(shape) (\(-rank)...\(rank - 1))")
    return dim < 0 ? dim + rank : dim
  }

  private func view(_ dims: Shape, _ strides: Shape, offset: Int? = nil) -> NDArray {
    NDArray(
      storage: storage, dtype: dtype, dims: dims, strides: strides, offset: offset ?? self.offset)
  }

  /// The same elements in another shape; one size may be -1 and is then found.
  public func reshape(_ shape: [Int]) -> NDArray {
    var sizes = shape
    if let unknown = shape.firstIndex(of: -1) {
      sizes[unknown] = 1
      let rest = NDArray.elementCount(of: sizes) ?? 0
      require(
        rest > 0 && count % rest == 0 && shape.filter { $0 == -1 }.count == 1,
        "reshape: \(self.shape) cannot become \(shape)")
      sizes[unknown] = count / rest
    }
    let dims = NDArray.checked(sizes, "reshape")
    require(dims.elementCount == count, "reshape: \(self.shape) cannot become \(shape)")
    if let strides = stridesForReshape(dims) { return view(dims, strides) }
    let copy = contiguous()
    return NDArray(
      storage: copy.storage, dtype: dtype, dims: dims, strides: dims.contiguousStrides,
      offset: copy.offset)
  }

  public func reshape(_ shape: Int...) -> NDArray { reshape(shape) }

  /// Strides that show the same elements in another shape, or nil where only a copy can: each group of
  /// dimensions that is evenly spaced in memory may be cut anew.
  private func stridesForReshape(_ new: Shape) -> Shape? {
    if isContiguous { return new.contiguousStrides }
    var result = Shape(repeating: 1, count: new.count)
    var next = new.count - 1  // the new dimension to be given a stride
    var (size, step) = (1, nil as Int?)  // of the group that is being gathered, from the back
    for i in dims.indices.reversed() where dims[i] != 1 {
      step = step ?? strides[i]
      size *= dims[i]
      let isGroupEnd =
        dims[..<i].last(where: { $0 != 1 }) == nil
        || strides[dims[..<i].lastIndex(where: { $0 != 1 })!] != strides[i] * dims[i]
      guard isGroupEnd else { continue }
      var (taken, stride) = (1, step!)
      while next >= 0 && (taken < size || new[next] == 1) {
        result[next] = stride
        taken *= new[next]
        stride *= new[next]
        next -= 1
      }
      if taken != size { return nil }
      (size, step) = (1, nil)
    }
    return result
  }

  /// Dimensions `start` to `end` joined into one.
  public func flatten(_ start: Int = 0, _ end: Int = -1) -> NDArray {
    if rank == 0 { return reshape([1]) }
    let (first, last) = (resolve(start, "flatten"), resolve(end, "flatten"))
    require(first <= last, "flatten: start \(start) lies behind end \(end)")
    let size = dims[first...last].reduce(1, *)
    return reshape(Array(dims[..<first]) + [size] + Array(dims[(last + 1)...]))
  }

  /// Dimensions in another order.
  public func permute(_ order: [Int]) -> NDArray {
    let from = order.map { resolve($0, "permute") }
    require(
      from.count == rank && Set(from).count == rank,
      "permute: \(order) is not an order of the \(rank) dimensions of \(shape)")
    return view(Shape(from.map { dims[$0] }), Shape(from.map { strides[$0] }))
  }

  public func permute(_ order: Int...) -> NDArray { permute(order) }

  /// Two dimensions exchanged.
  public func transpose(_ a: Int, _ b: Int) -> NDArray {
    let (a, b) = (resolve(a, "transpose"), resolve(b, "transpose"))
    var (dims, strides) = (dims, strides)
    (dims[a], dims[b]) = (dims[b], dims[a])
    (strides[a], strides[b]) = (strides[b], strides[a])
    return view(dims, strides)
  }

  /// A matrix transposed.
  // PyTorch's name.
  // swift-format-ignore: AlwaysUseLowerCamelCase
  public var T: NDArray {
    require(rank == 2, "T: needs a matrix, got shape \(shape); use transpose or permute")
    return transpose(0, 1)
  }

  /// A new dimension of size 1 at `dim`.
  public func unsqueeze(_ dim: Int) -> NDArray {
    let dim = resolve(dim, "unsqueeze", extra: 1)
    var (dims, strides) = (dims, strides)
    dims.insert(1, at: dim)
    strides.insert(1, at: dim)
    return view(dims, strides)
  }

  /// Without dimension `dim` where its size is 1, else unchanged.
  public func squeeze(_ dim: Int) -> NDArray {
    let dim = resolve(dim, "squeeze")
    if dims[dim] != 1 { return self }
    var (dims, strides) = (dims, strides)
    dims.remove(at: dim)
    strides.remove(at: dim)
    return view(dims, strides)
  }

  /// Without all dimensions of size 1.
  public func squeeze() -> NDArray {
    let kept = dims.indices.filter { dims[$0] != 1 }
    return view(Shape(kept.map { dims[$0] }), Shape(kept.map { strides[$0] }))
  }

  /// Repeated along new dimensions in front and along those of size 1, without a copy (stride 0);
  /// -1 keeps a size.
  public func expand(_ shape: [Int]) -> NDArray {
    let extra = shape.count - rank
    require(extra >= 0, "expand: \(self.shape) has more dimensions than \(shape)")
    let sizes = shape.indices.map { i in
      shape[i] == -1 && i >= extra ? dims[i - extra] : shape[i]
    }
    let target = NDArray.checked(sizes, "expand")
    return expand(to: target)
  }

  public func expand(_ shape: Int...) -> NDArray { expand(shape) }

  func expand(to target: Shape) -> NDArray {
    if target == dims { return self }
    let extra = target.count - rank
    var steps = Shape(repeating: 0, count: target.count)
    for i in dims.indices {
      let size = target[extra + i]
      require(
        dims[i] == size || dims[i] == 1, "expand: \(shape) does not expand to \(target.array)")
      steps[extra + i] = dims[i] == size ? strides[i] : 0
    }
    return view(target, steps)
  }

  /// `length` entries of dimension `dim` from `start`, every `step`-th.
  package func narrow(_ dim: Int, start: Int, length: Int, step: Int = 1) -> NDArray {
    var (dims, strides) = (dims, strides)
    let offset = offset + (length > 0 ? start * strides[dim] : 0)
    dims[dim] = length
    // The distance to a second entry, where there is one.
    if length > 1 { strides[dim] *= step }
    return view(dims, strides, offset: offset)
  }

  /// One entry of dimension `dim`, which disappears.
  public func select(_ dim: Int, _ index: Int) -> NDArray {
    let dim = resolve(dim, "select")
    let size = dims[dim]
    require(
      index >= -size && index < size,
      "index \(index) is out of bounds for dimension \(dim) with size \(size)")
    var result = narrow(dim, start: index < 0 ? index + size : index, length: 1)
    result.dims.remove(at: dim)
    result.strides.remove(at: dim)
    return result
  }

  /// The same elements in dense memory, in the order in which those of `other`, an array of this shape,
  /// follow; in row-major order where that one has gaps or repetitions.
  package func inMemoryOrder(of other: NDArray) -> NDArray {
    let strides = other.memoryOrderStrides
    let order = dims.indices.sorted { (strides[$0], $1) > (strides[$1], $0) }
    var back = order
    for (position, dim) in order.enumerated() { back[dim] = position }
    var result = permute(order).contiguous().permute(back)
    result.strides = strides
    return result
  }

  /// Strides of a dense array whose elements lie in the same order in memory as this one's (PyTorch's
  /// "preserve format"); row-major where this array has gaps or repetitions.
  var memoryOrderStrides: Shape {
    let order = dims.indices.filter { dims[$0] != 1 }.sorted { strides[$0] > strides[$1] }
    var (expected, result) = (1, Shape(repeating: 1, count: rank))
    for i in order.reversed() {
      if strides[i] != expected { return dims.contiguousStrides }
      result[i] = expected
      expected *= dims[i]
    }
    return result
  }
}
