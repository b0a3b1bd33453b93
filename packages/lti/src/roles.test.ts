import { expect, test } from '@jest/globals';
import { roleOf } from './roles.ts';

const MEMBERSHIP = 'http://purl.imsglobal.org/vocab/lis/v2/membership';
const INSTITUTION = 'http://purl.imsglobal.org/vocab/lis/v2/institution/person';

test.each([
  [[`${MEMBERSHIP}#Learner`], 'student'],
  [['Learner'], 'student'],
  [[`${MEMBERSHIP}/Learner#GuestLearner`], 'student'],
  [[`${MEMBERSHIP}#Instructor`, `${MEMBERSHIP}#Learner`], 'instructor'],
  [[`${MEMBERSHIP}/Instructor#PrimaryInstructor`], 'instructor'],
  // as Canvas and Moodle send assistants
  [[`${MEMBERSHIP}#Instructor`, `${MEMBERSHIP}/Instructor#TeachingAssistant`], 'assistant'],
  [[`${MEMBERSHIP}#Mentor`], null],
  [[`${MEMBERSHIP}#ContentDeveloper`], null],
  // of the institution: it says nothing of the course
  [[`${INSTITUTION}#Instructor`], null],
  [[`${INSTITUTION}#Faculty`, `${MEMBERSHIP}#Learner`], 'student'],
  [['https://evil.example/membership#Instructor'], null],
  [[], null],
])('%j is %s', (roles, role) => expect(roleOf(roles)).toBe(role));
