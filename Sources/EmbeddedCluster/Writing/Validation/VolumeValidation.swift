import Manifests
import StructuredMerge

/// What the server refuses of where a pod's volume comes from (`validateVolumeSource` of k8s.io/kubernetes).
struct VolumeValidation {
    /// In the order in which the server looks at them.
    private static let types = [
        "emptyDir", "hostPath", "gitRepo", "gcePersistentDisk", "awsElasticBlockStore", "secret", "nfs", "iscsi",
        "glusterfs", "persistentVolumeClaim", "rbd", "cinder", "cephfs", "flocker", "downwardAPI", "fc", "azureFile",
        "configMap", "vsphereVolume", "quobyte", "azureDisk", "storageos", "photonPersistentDisk", "portworxVolume",
        "scaleIO", "projected", "csi", "ephemeral", "image",
    ]
    /// What a source cannot do without.
    private static let required = [
        "hostPath": ["path"], "secret": ["secretName"], "nfs": ["server", "path"],
        "persistentVolumeClaim": ["claimName"], "configMap": ["name"], "csi": ["driver"],
    ]

    let volume: Value
    let place: String

    var faults: [APIError.Cause] {
        let named = Self.types.filter { volume[$0] != nil }
        guard let first = named.first, let source = volume[first] else {
            return [.required(place, "must specify a volume type")]
        }
        return faults(of: source, named: first)
            + named.dropFirst().map { .forbidden("\(place).\($0)", "may not specify more than 1 volume type") }
    }

    private func faults(of source: Value, named name: String) -> [APIError.Cause] {
        if name == "emptyDir", let limit = source["sizeLimit"].flatMap({ Quantity($0) }), let zero = Quantity(0),
            limit < zero
        {
            return [
                .forbidden("\(place).emptyDir.sizeLimit", "SizeLimit field must be a valid resource quantity")
            ]
        }
        return (Self.required[name] ?? []).filter { (source[$0]?.string ?? "").isEmpty }
            .map { .required("\(place).\(name).\($0)") }
    }
}
