//! Records of all documents: the scan that reads them.
