import ApusTensor

extension Tensor {
  public func sin() -> Tensor { Tensor(array.sin(), (self, { g in g * self.cos() })) }
  public func cos() -> Tensor { Tensor(array.cos(), (self, { g in -g * self.sin() })) }
}
