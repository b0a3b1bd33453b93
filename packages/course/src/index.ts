export { addInstructor } from './add-instructor.ts';
export { enrollStudent, StaffMemberError, type NewStudent, type StudentAccess } from './enroll-student.ts';
export { publishAssignments, type Publishing, type PublishedAssignment } from './publish-assignments.ts';
export { COURSE_EMAIL } from './student-repository.ts';
