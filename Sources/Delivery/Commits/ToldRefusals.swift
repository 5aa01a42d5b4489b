/// Which refusals the log has been told of since the start.
actor ToldRefusals {
    private var names: Set<String> = []

    func untold(_ all: [String]) -> Set<String> { Set(all).subtracting(names) }

    func add(_ more: Set<String>) { names.formUnion(more) }
}
