import Manifests

extension Value {
    /// An object without what changes when its controller writes a status, the record of that included.
    var withoutStatus: Value {
        guard var object = object, var metadata = object["metadata"]?.object else { return self }
        object["status"] = nil
        metadata["resourceVersion"] = nil
        if let managers = metadata["managedFields"]?.array {
            metadata["managedFields"] = .array(managers.filter { $0["subresource"] != "status" })
        }
        object["metadata"] = .object(metadata)
        return .object(object)
    }
}
