public import ApusAutograd

/// What optimizers take lists of: tensors, which are all treated alike, or groups of them.
public protocol Optimizable {
  /// These as groups.
  static func _groups(of list: [Self]) -> [ParameterGroup]
}

extension Tensor: Optimizable {
  public static func _groups(of list: [Tensor]) -> [ParameterGroup] { [ParameterGroup(list)] }
}

extension ParameterGroup: Optimizable {
  public static func _groups(of list: [ParameterGroup]) -> [ParameterGroup] { list }
}
