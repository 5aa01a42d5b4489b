extension APITypes {
    /// `storage.k8s.io`.
    static let storage = #"""
        storage/v1.CSIDriver kind=storage.k8s.io
          metadata:1meta/v1.ObjectMeta spec:2.CSIDriverSpec!
        storage/v1.CSIDriverSpec
          attachRequired:1*b podInfoOnMount:2*b volumeLifecycleModes:3[s|Ephemeral,Persistent]set storageCapacity:4*b
          fsGroupPolicy:5*s|File,None,ReadWriteOnceWithFSType tokenRequests:6[.TokenRequest] requiresRepublish:7*b
          seLinuxMount:8*b nodeAllocatableUpdatePeriodSeconds:9*l serviceAccountTokenInSecrets:10*b
          preventPodSchedulingIfMissing:11*b
        storage/v1.CSINode kind=storage.k8s.io
          metadata:1meta/v1.ObjectMeta spec:2.CSINodeSpec!
        storage/v1.CSINodeDriver
          name:1s! nodeID:2s! topologyKeys:3[s] allocatable:4*.VolumeNodeResources
        storage/v1.CSINodeSpec
          drivers:1[.CSINodeDriver]map(name)!~merge:name
        storage/v1.CSIStorageCapacity kind=storage.k8s.io
          metadata:1meta/v1.ObjectMeta nodeTopology:2*meta/v1.LabelSelector storageClassName:3s! capacity:4*Q
          maximumVolumeSize:5*Q
        storage/v1.StorageClass kind=storage.k8s.io
          metadata:1meta/v1.ObjectMeta provisioner:2s! parameters:3{s} reclaimPolicy:4*s|Delete,Retain
          mountOptions:5[s] allowVolumeExpansion:6*b volumeBindingMode:7*s|Immediate,WaitForFirstConsumer
          allowedTopologies:8[core/v1.TopologySelectorTerm]
        storage/v1.TokenRequest
          audience:1s! expirationSeconds:2*l
        storage/v1.VolumeAttachment kind=storage.k8s.io
          metadata:1meta/v1.ObjectMeta spec:2.VolumeAttachmentSpec! status:3.VolumeAttachmentStatus
        storage/v1.VolumeAttachmentSource
          persistentVolumeName:1*s inlineVolumeSpec:2*core/v1.PersistentVolumeSpec
        storage/v1.VolumeAttachmentSpec
          attacher:1s! source:2.VolumeAttachmentSource! nodeName:3s!
        storage/v1.VolumeAttachmentStatus
          attached:1b! attachmentMetadata:2{s} attachError:3*.VolumeError detachError:4*.VolumeError
        storage/v1.VolumeAttributesClass kind=storage.k8s.io
          metadata:1meta/v1.ObjectMeta driverName:2s! parameters:3{s}
        storage/v1.VolumeError
          time:1T message:2s errorCode:3*i
        storage/v1.VolumeNodeResources
          count:1*i
        """#
}
