extension ItemGroup {
  /// Everything that is compared.
  package static let all: [ItemGroup] =
    ProofTable.standard.topics.map(ItemGroup.init) + [
      ItemGroup(
        "New modules", file: "modules",
        ProofTable.standard.rows.filter { !$0.waysToMake.isEmpty }.map(Item.init(asMade:))),
      optimizers, schedules, clipping, random, weights, data, images, types, text, training,
      differences,
    ]
}
