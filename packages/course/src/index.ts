export { enrollStudent, type NewStudent, type StudentAccess } from './enroll-student.ts';
export { publishAssignments, type PublishedAssignment } from './publish-assignments.ts';
