extension Checkout {
    /// The environment files, and of all others those named; of a kustomization what it renders to, where a file of its
    /// folder is named.
    func limited(to paths: Set<String>) -> Checkout {
        let folders = Set(paths.map(\.folder))
        var result = self
        result.files.removeAll { file in
            let isDrawn =
                Self.kustomizationFileNames.contains(file.path.fileName)
                && folders.contains { $0 == file.path.folder || $0.hasPrefix(file.path.folder + "/") }
            return !paths.contains(file.path) && !isDrawn && !Self.isEnvironmentFile(file.path)
        }
        result.renderFailures = [:]
        return result
    }
}
